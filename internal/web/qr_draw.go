package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"quittance/frontend/screen"
)

// DrawQR is the QR code of a text (ISO/IEC 18004) at error correction level M as one SVG path, its quiet zone included.
func DrawQR(text string) (screen.QR, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return screen.QR{}, fmt.Errorf("draw QR code: %w", err)
	}
	rows := code.Bitmap()
	var path strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			begin := x
			for x < len(row) && row[x] {
				x++
			}
			if n := strconv.Itoa(x - begin); x > begin {
				path.WriteString("M" + strconv.Itoa(begin) + " " + strconv.Itoa(y) + "h" + n + "v1h-" + n + "z")
			}
		}
	}
	return screen.QR{Size: len(rows), Path: path.String()}, nil
}
