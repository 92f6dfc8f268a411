package download

import (
	"net/http"
	"strconv"
	"strings"

	"quittance/storage"
)

// checkConditions evaluates If-Match and If-None-Match (RFC 9110, section 13.2.2) and returns the status to answer
// with, or 0 to go on. Conditions on dates are ignored: nothing here has a Last-Modified.
func checkConditions(h http.Header, etag string) int {
	if match := strings.Join(h.Values("If-Match"), ","); match != "" && !listed(match, etag, false) {
		return http.StatusPreconditionFailed
	}
	if match := strings.Join(h.Values("If-None-Match"), ","); match != "" && listed(match, etag, true) {
		return http.StatusNotModified
	}
	return 0
}

// listed reports whether a list of entity tags, or "*", names etag, which is strong.
func listed(list, etag string, weakToo bool) bool {
	for {
		list = strings.TrimLeft(list, " \t,")
		if list == "" {
			return false
		}
		if list[0] == '*' {
			return true
		}
		opaque, weak := strings.CutPrefix(list, "W/")
		if opaque == "" || opaque[0] != '"' {
			return false
		}
		end := strings.IndexByte(opaque[1:], '"')
		if end < 0 {
			return false
		}
		if opaque[:end+2] == etag && (!weak || weakToo) {
			return true
		}
		list = opaque[end+2:]
	}
}

type rangeKind int

const (
	rangeWhole rangeKind = iota
	rangePart
	rangeOutside
)

// requestedRange evaluates Range and If-Range. A malformed Range, several ranges, or another unit are ignored.
func requestedRange(h http.Header, content storage.Content) (offset, length int64, kind rangeKind) {
	values := h.Values("Range")
	if len(values) != 1 {
		return 0, 0, rangeWhole
	}
	// If-Range: only our own strong tag keeps the range; a weak one or a date does not (section 13.1.5).
	if condition := strings.TrimSpace(h.Get("If-Range")); condition != "" && condition != content.ETag() {
		return 0, 0, rangeWhole
	}
	return parseRange(values[0], content.Size())
}

func parseRange(value string, size int64) (offset, length int64, kind rangeKind) {
	unit, set, ok := strings.Cut(strings.TrimSpace(value), "=")
	if !ok || !strings.EqualFold(unit, "bytes") || strings.Contains(set, ",") {
		return 0, 0, rangeWhole
	}
	first, last, ok := strings.Cut(strings.TrimSpace(set), "-")
	if !ok {
		return 0, 0, rangeWhole
	}
	if first == "" {
		n, ok := position(last)
		switch {
		case !ok:
			return 0, 0, rangeWhole
		case n == 0 || size == 0:
			return 0, 0, rangeOutside
		}
		n = min(n, size)
		return size - n, n, rangePart
	}
	from, ok := position(first)
	if !ok {
		return 0, 0, rangeWhole
	}
	to := size - 1
	if last != "" {
		if to, ok = position(last); !ok || to < from {
			return 0, 0, rangeWhole
		}
	}
	if from >= size {
		return 0, 0, rangeOutside
	}
	return from, min(to, size-1) - from + 1, rangePart
}

// position reads 1*DIGIT; what does not fit into 63 bits is taken as the greatest.
func position(s string) (int64, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 1<<63 - 1, true
	}
	return n, true
}
