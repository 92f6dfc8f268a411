package export

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/web"
)

// What stands in the account log was taken away: it is written once the archive can leave, and before it does.
func TestAnArchiveIsOnRecordOnceItCanLeave(t *testing.T) {
	d := &Exporter{Site: web.New(web.Options{Assets: http.NotFoundHandler(), Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Unix(0, 0) }})}
	slots := make(chan struct{}, 2)
	broken := errors.New("no answer")
	for name, tt := range map[string]struct {
		others int
		record error
		want   error
		leaves bool
	}{
		"it leaves":                    {others: 1, leaves: true},
		"others leave":                 {others: 2, want: errBusy},
		"it cannot be put on record":   {record: broken, want: broken},
		"and holds up nobody after it": {leaves: true},
	} {
		t.Run(name, func(t *testing.T) {
			for range tt.others {
				slots <- struct{}{}
			}
			answer := httptest.NewRecorder()
			c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), answer)
			recorded, filled := false, false
			err := d.send(c, slots, "all.zip", func(context.Context) error {
				recorded = true
				if answer.Body.Len() > 0 || c.Response().Committed {
					t.Error("it leaves before it is on record")
				}
				return tt.record
			}, func(context.Context, *pack) error {
				filled = true
				return nil
			})
			if !errors.Is(err, tt.want) || filled != tt.leaves || recorded != (tt.want != errBusy) { //nolint:errorlint // the one of the table
				t.Errorf("%v; filled %t, recorded %t", err, filled, recorded)
			}
			if len(slots) != tt.others {
				t.Errorf("%d places are taken by %d", len(slots), tt.others)
			}
			for range tt.others {
				<-slots
			}
		})
	}
}
