package sample

import (
	"time"

	"quittance/frontend/screen"
)

func sessions() []screen.Session {
	return []screen.Session{
		{Handle: "s1", Browser: "Firefox", System: "Linux", Address: "192.0.2.14", Since: now, LastUsed: now, IsThis: true},
		{Handle: "s2", Browser: "Safari", System: "iPhone", Address: "2001:db8:85a3:8d3:1319:8a2e:370:7348", Since: now.Add(-72 * time.Hour), LastUsed: now.Add(-5 * time.Hour)},
		{Handle: "s3", Address: "198.51.100.7", Since: now.Add(-300 * time.Hour), LastUsed: now.Add(-120 * time.Hour)},
	}
}
