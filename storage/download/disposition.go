package download

import (
	"mime"
	"strings"

	"quittance/storage"
)

// Disposition is a Content-Disposition header value that saves any name as an attachment (RFC 6266): an ASCII name for
// old clients and, when it differs, the real one in UTF-8 (RFC 8187). It contains no control character whatever name
// holds.
func Disposition(name string) string { return disposition("attachment", name) }

// shown is Disposition for what opens in the browser; the name counts where it is saved from there.
func shown(name string) string { return disposition("inline", name) }

func disposition(kind, name string) string {
	name = storage.SafeName(name)
	plain := asciiName(name)
	value := kind + `; filename="` + plain + `"`
	if plain != name {
		value += "; filename*=UTF-8''" + extended(name)
	}
	return value
}

// asciiName replaces what a quoted string or an old client cannot take: quotes, backslashes, percent signs (which some
// decode), and everything beyond ASCII.
func asciiName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
}

// extended encodes by RFC 8187, section 3.2.1: everything but attr-char.
func extended(name string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("!#$&+-.^_`|~", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

// CanShow reports whether content of the media type may open in the browser: a document or a picture that is no
// markup. A stranger's HTML or SVG never is rendered.
func CanShow(mediaType string) bool {
	switch harmless(mediaType) {
	case "application/pdf", "image/jpeg", "image/png":
		return true
	}
	return false
}

// harmless returns the media type if it is one that no browser executes, without its parameters.
func harmless(mediaType string) string {
	const unknown = "application/octet-stream"
	parsed, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return unknown
	}
	switch parsed {
	case "application/pdf", "application/zip", "image/jpeg", "image/png", "image/webp", "image/tiff", "image/vnd.dwg",
		"image/vnd.dxf", "video/mp4", "audio/mpeg", "text/csv", "text/plain",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet":
		return parsed
	}
	return unknown
}
