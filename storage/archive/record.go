package archive

import (
	"math"
	"time"
)

// Signatures and fields of the APPNOTE, sections 4.3 and 4.4.
const (
	signLocal      = 0x04034b50
	signCentral    = 0x02014b50
	signEnd        = 0x06054b50
	signEnd64      = 0x06064b50
	signLocator64  = 0x07064b50
	versionPlain   = 20
	versionZip64   = 45
	madeByUnix     = 3 << 8
	flagUTF8       = 1 << 11
	methodStored   = 0
	extraZip64     = 0x0001
	modeFile       = 0o100644 << 16
	saturated32    = math.MaxUint32
	saturated16    = math.MaxUint16
	end64Remaining = 44 // bytes of the zip64 end record after its size field
)

// record is what local and central headers say of one file.
type record struct {
	name     string
	modified time.Time
	crc32    uint32
	size     uint64
	offset   uint64 // of the local header
}

func (r record) largeSize() bool   { return r.size >= saturated32 }
func (r record) largeOffset() bool { return r.offset >= saturated32 }

// local is the header before the content (section 4.3.7).
func (r record) local() []byte {
	var extra []byte
	version := versionPlain
	if r.largeSize() {
		version = versionZip64
		extra = le.AppendUint16(extra, extraZip64)
		extra = le.AppendUint16(extra, 16)
		extra = le.AppendUint64(extra, r.size)
		extra = le.AppendUint64(extra, r.size)
	}
	b := le.AppendUint32(nil, signLocal)
	b = r.appendCommon(b, version, extra)
	b = append(b, r.name...)
	return append(b, extra...)
}

// appendCommon writes the fields that both headers have, from "version needed" to "extra field length".
func (r record) appendCommon(b []byte, version int, extra []byte) []byte {
	date, clock := dosTime(r.modified)
	b = le.AppendUint16(b, uint16(version)) //nolint:gosec // 20 or 45
	b = le.AppendUint16(b, flagUTF8)
	b = le.AppendUint16(b, methodStored)
	b = le.AppendUint16(b, clock)
	b = le.AppendUint16(b, date)
	b = le.AppendUint32(b, r.crc32)
	b = le.AppendUint32(b, saturate32(r.size))    // compressed
	b = le.AppendUint32(b, saturate32(r.size))    // uncompressed
	b = le.AppendUint16(b, uint16(len(r.name)))   //nolint:gosec // safe names have at most 255 bytes
	return le.AppendUint16(b, uint16(len(extra))) //nolint:gosec // at most 28
}

// appendCentral is the entry of the directory at the end (section 4.3.12).
func (r record) appendCentral(b []byte) []byte {
	var fields []byte
	if r.largeSize() {
		fields = le.AppendUint64(fields, r.size)
		fields = le.AppendUint64(fields, r.size)
	}
	if r.largeOffset() {
		fields = le.AppendUint64(fields, r.offset)
	}
	var extra []byte
	version := versionPlain
	if len(fields) > 0 {
		version = versionZip64
		extra = le.AppendUint16(extra, extraZip64)
		extra = le.AppendUint16(extra, uint16(len(fields))) //nolint:gosec // at most 24
		extra = append(extra, fields...)
	}
	b = le.AppendUint32(b, signCentral)
	b = le.AppendUint16(b, uint16(madeByUnix|version)) //nolint:gosec // constants
	b = r.appendCommon(b, version, extra)
	b = le.AppendUint16(b, 0) // comment
	b = le.AppendUint16(b, 0) // disk
	b = le.AppendUint16(b, 0) // internal attributes
	b = le.AppendUint32(b, modeFile)
	b = le.AppendUint32(b, saturate32(r.offset))
	b = append(b, r.name...)
	return append(b, extra...)
}

// appendEnd closes the directory (sections 4.3.14 to 4.3.16).
func appendEnd(b []byte, entries int, size, offset uint64) []byte {
	if entries >= saturated16 || size >= saturated32 || offset >= saturated32 {
		b = le.AppendUint32(b, signEnd64)
		b = le.AppendUint64(b, end64Remaining)
		b = le.AppendUint16(b, madeByUnix|versionZip64)
		b = le.AppendUint16(b, versionZip64)
		b = le.AppendUint32(b, 0)               // this disk
		b = le.AppendUint32(b, 0)               // disk of the directory
		b = le.AppendUint64(b, uint64(entries)) //nolint:gosec // not negative
		b = le.AppendUint64(b, uint64(entries)) //nolint:gosec // not negative
		b = le.AppendUint64(b, size)
		b = le.AppendUint64(b, offset)
		b = le.AppendUint32(b, signLocator64)
		b = le.AppendUint32(b, 0)
		b = le.AppendUint64(b, offset+size)
		b = le.AppendUint32(b, 1) // disks
	}
	count := uint16(min(entries, saturated16)) //nolint:gosec // bounded here
	b = le.AppendUint32(b, signEnd)
	b = le.AppendUint16(b, 0)
	b = le.AppendUint16(b, 0)
	b = le.AppendUint16(b, count)
	b = le.AppendUint16(b, count)
	b = le.AppendUint32(b, saturate32(size))
	b = le.AppendUint32(b, saturate32(offset))
	return le.AppendUint16(b, 0) // comment
}

func saturate32(n uint64) uint32 { return uint32(min(n, saturated32)) } //nolint:gosec // bounded here

// dosTime is the date and clock of MS-DOS: local, from 1980 to 2107, in steps of two seconds.
func dosTime(t time.Time) (date, clock uint16) {
	switch year := t.Year(); {
	case year < 1980:
		return 1<<5 | 1, 0
	case year > 2107:
		t = time.Date(2107, 12, 31, 23, 59, 58, 0, time.UTC)
	}
	date = uint16((t.Year()-1980)<<9 | int(t.Month())<<5 | t.Day()) //nolint:gosec // 7, 4 and 5 bits
	clock = uint16(t.Hour()<<11 | t.Minute()<<5 | t.Second()/2)     //nolint:gosec // 5, 6 and 5 bits
	return date, clock
}
