package sample

import (
	"time"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func sessions() []screen.Session {
	return []screen.Session{
		{Handle: "s1", Browser: "Firefox", System: "Linux", Address: "192.0.2.14", Since: now, LastUsed: now, IsThis: true},
		{Handle: "s2", Browser: "Safari", System: "iPhone", Address: "2001:db8:85a3:8d3:1319:8a2e:370:7348", Since: now.Add(-72 * time.Hour), LastUsed: now.Add(-5 * time.Hour)},
		{Handle: "s3", Address: "198.51.100.7", Since: now.Add(-300 * time.Hour), LastUsed: now.Add(-120 * time.Hour)},
	}
}

// enrolCodes shows a square that is none: no library draws here.
func enrolCodes() screen.EnrolCodes {
	return screen.EnrolCodes{ //nolint:gosec // the secret of nobody
		Shell: shellAt(frontend.PathSecurity), Email: viewer.Email, Secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Groups: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
		QR:   screen.QR{Size: 29, Path: "M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7zM14 14h3v3h-3zM18 18h2v2h-2zM22 22h3v3h-3z"},
		Form: screen.CodeForm{Code: frontend.Field{Error: "code_wrong"}},
	}
}

func passkeys() []screen.Passkey {
	return []screen.Passkey{
		{ID: "p1", Name: "Téléphone de Camille", CreatedAt: now.Add(-900 * time.Hour), LastUsedAt: now},
		{ID: "p2", CreatedAt: now},
	}
}
