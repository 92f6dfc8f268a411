package security

import "strings"

// browserOf tells the browser and the system that a User-Agent names, well enough for its owner to know it again; ""
// for what it does not know. Others' names are in it too ("Mozilla", "Safari" in Chrome), so the order decides.
func browserOf(agent string) (name, system string) {
	return firstOf(agent, [][2]string{
			{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"},
			{"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
		}), firstOf(agent, [][2]string{
			{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"Linux", "Linux"},
		})
}

func firstOf(agent string, names [][2]string) string {
	for _, n := range names {
		if strings.Contains(agent, n[0]) {
			return n[1]
		}
	}
	return ""
}
