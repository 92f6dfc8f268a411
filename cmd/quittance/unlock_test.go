package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/config"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/roster"
)

func TestTheOperatorUnlocksWhoLostEveryFactor(t *testing.T) {
	t.Parallel()
	environ := []string{"QUITTANCE_DATA_DIR=" + t.TempDir()}
	command := func(stdin string, args ...string) (code int, said string) {
		t.Helper()
		var out strings.Builder
		code = run(&world{ctx: t.Context(), environ: environ, in: strings.NewReader(stdin), out: io.Discard, err: &out}, args)
		return code, out.String()
	}
	if code, said := command(senderPassword+"\n", "user", "create", "--email", senderEmail, "--name", "Odile", "--workspace", "Atelier", "--password-stdin"); code != 0 {
		t.Fatal(said)
	}
	if code, said := command("", "user", "unlock", "--email", "nobody@example.org"); code == 0 {
		t.Fatal("nobody is unlocked:", said)
	}
	c, err := config.Load(environ)
	check(t, err)
	a, err := openStore(t.Context(), c, slog.New(slog.DiscardHandler))
	check(t, err)
	t.Cleanup(func() { check(t, a.close()) })
	m, err := roster.MemberByEmail(t.Context(), a.db, senderEmail)
	check(t, err)
	now := time.Now()
	check(t, login.CreateSession(t.Context(), a.db, account.Session{Hash: account.Hash{1}, Member: m.ID, CreatedAt: now, LastSeenAt: now}))
	check(t, a.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := login.AddCredential(ctx, tx, account.Credential{Member: m.ID, Kind: account.Code, CreatedAt: now}); err != nil {
			return err
		}
		return login.ReplaceRecoveryCodes(ctx, tx, m.ID, []account.Hash{{2}}, 1)
	}))
	if code, said := command("", "user", "unlock", "--email", strings.ToUpper(senderEmail)); code != 0 || !strings.Contains(said, "1 removed") {
		t.Fatal(code, said)
	}
	codes, err := login.Credentials(t.Context(), a.db, m.ID, account.Code)
	check(t, err)
	left, err := login.RecoveryCodesLeft(t.Context(), a.db, m.ID)
	check(t, err)
	sessions, err := login.Sessions(t.Context(), a.db, m.ID, now)
	check(t, err)
	if len(codes) > 0 || left > 0 || len(sessions) > 0 {
		t.Errorf("left: %d codes, %d recovery codes, %d sessions", len(codes), left, len(sessions))
	}
	again, err := roster.MemberByEmail(t.Context(), a.db, senderEmail)
	check(t, err)
	if again.PasswordHash != m.PasswordHash {
		t.Error("the password changed")
	}
	told := 0
	check(t, a.db.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM river_job WHERE kind = 'alert_send'").Scan(&told))
	if told != 1 {
		t.Errorf("the member is told %d times", told)
	}
}
