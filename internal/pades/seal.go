package pades

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"

	"quittance/internal/pades/cms"
)

// holeSize is the room left for a signature with its certificates and its token, in bytes.
const holeSize = 16 << 10

// Level is a PAdES baseline level (EN 319 142-1).
type Level string

// The levels. B-T has a time-stamp, B-LT revocation data as well, B-LTA a time-stamp over everything.
const (
	LevelB   Level = "B-B"
	LevelT   Level = "B-T"
	LevelLT  Level = "B-LT"
	LevelLTA Level = "B-LTA"
)

// Stamp returns a time-stamp token (DER) over a SHA-256 imprint. Authority.Stamp is one.
type Stamp func(ctx context.Context, imprint [32]byte) ([]byte, *Token, error)

// SealOptions say who seals and when.
type SealOptions struct {
	Identity *Identity
	// Intermediates lead from the sealing certificate towards the root, which stays out of the file.
	Intermediates []*x509.Certificate
	// At is the claimed time, in the signature dictionary. It is not a trusted time.
	At           time.Time
	Name, Reason string
	// Stamp is asked for a token over the signature; nil gives level B-B.
	Stamp   Stamp
	Entropy io.Reader
}

// Sealed is the outcome of Seal.
type Sealed struct {
	PDF   []byte
	Level Level  // reached: B-T or B-B
	Token *Token // nil at B-B
	// StampError says why there is no token although Stamp was given. The seal is whole without one.
	StampError error
}

// Seal adds one revision to an assembled PDF with an invisible PAdES signature (ETSI.CAdES.detached) over all of
// it, with a time-stamp if one can be had. A file that has a signature is refused. ECDSA signatures differ from call
// to call; everything else is a function of the arguments.
func Seal(ctx context.Context, pdf []byte, o SealOptions) (*Sealed, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("seal certificate: %w", err)
	}
	if k, err := f.sealed(); err != nil || k >= 0 {
		return nil, errors.Join(err, errors.New("seal certificate: it has a form already"))
	}
	out := &Sealed{Level: LevelB}
	members := "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
	about := dict{"M": str(date(o.At))}
	if o.Name != "" {
		about["Name"] = text(o.Name)
	}
	if o.Reason != "" {
		about["Reason"] = text(o.Reason)
	}
	out.PDF, err = f.appendSignature("Seal", members, about, true, func(covered []byte) ([]byte, error) {
		return out.sign(ctx, covered, o)
	})
	if err != nil {
		return nil, fmt.Errorf("seal certificate: %w", err)
	}
	return out, nil
}

func (out *Sealed) sign(ctx context.Context, covered []byte, o SealOptions) ([]byte, error) {
	chain := append([]*x509.Certificate{o.Identity.Certificate}, o.Intermediates...)
	c, err := cms.Sign(o.Entropy, sha256.Sum256(covered), o.Identity.Key, chain)
	if err != nil {
		return nil, err
	}
	if o.Stamp != nil {
		der, token, err := o.Stamp(ctx, sha256.Sum256(c.Value()))
		if err == nil && len(der) > cms.MaxToken {
			err = fmt.Errorf("%w: too large", ErrToken)
		}
		if err == nil {
			out.Level, out.Token = LevelT, token
			return c.Encode(der)
		}
		out.StampError = err
	}
	return c.Encode(nil)
}

// appendSignature adds a revision with a signature field and fills its hole with what sign makes of all other bytes.
func (f *file) appendSignature(field, members string, about dict, onPage bool, sign func(covered []byte) ([]byte, error)) ([]byte, error) {
	trailer := f.newest().trailer
	next, isInt := asInt(trailer["Size"])
	if !isInt || next > maxObjects {
		return nil, fmt.Errorf("%w: no size", ErrNotCertificate)
	}
	root, catalog, err := f.catalog()
	if err != nil {
		return nil, err
	}
	_, fields, err := f.form()
	if err != nil {
		return nil, err
	}
	rev := newRevision(next)
	body, hole, err := signatureBody(members, about)
	if err != nil {
		return nil, err
	}
	value := rev.add(raw(body))
	widget := dict{
		"Type": name("Annot"), "Subtype": name("Widget"), "FT": name("Sig"), "T": str(field), "F": integer(132), "Rect": invisibleRect, "V": value,
	}
	widgetRef := rev.add(widget)
	if onPage {
		pageRef, page, err := f.firstPage()
		if err != nil {
			return nil, err
		}
		annotations, err := f.arrayOf(page["Annots"])
		if err != nil {
			return nil, err
		}
		page = maps.Clone(page)
		page["Annots"] = append(append(array{}, annotations...), widgetRef)
		widget["P"] = pageRef
		rev.set(pageRef, page)
	}
	catalog = maps.Clone(catalog)
	catalog["AcroForm"] = dict{"Fields": append(append(array{}, fields...), widgetRef), "SigFlags": integer(3)}
	rev.set(root, catalog)

	b := bytes.NewBuffer(bytes.Clone(f.in))
	starts, err := rev.write(b, trailer, f.newest().at)
	if err != nil {
		return nil, err
	}
	out := b.Bytes()
	from := starts[value.num] + hole
	to := from + 2*holeSize + 2
	place := bytes.Index(out[starts[value.num]:from], []byte(emptyRange)) + starts[value.num]
	copy(out[place:], fmt.Sprintf("/ByteRange[0 %010d %010d %010d]", from, to, len(out)-to))
	signed, err := sign(append(bytes.Clone(out[:from]), out[to:]...))
	if err != nil {
		return nil, err
	}
	if len(signed) > holeSize {
		return nil, errors.New("signature is too large for its place")
	}
	hex.Encode(out[from+1:], signed)
	return out, nil
}

const emptyRange = "/ByteRange[0 0000000000 0000000000 0000000000]"

// signatureBody spells a signature dictionary and tells where in it the value of Contents begins.
func signatureBody(members string, about dict) (body []byte, hole int, err error) {
	b := bytes.NewBufferString("<<" + members + "\n" + emptyRange + "\n/Contents")
	hole = b.Len()
	b.WriteString("<" + strings.Repeat("0", 2*holeSize) + ">\n")
	var rest bytes.Buffer
	if err := writeDict(&rest, about); err != nil {
		return nil, 0, err
	}
	b.Write(bytes.TrimPrefix(rest.Bytes(), []byte("<<")))
	return b.Bytes(), hole, nil
}

func (f *file) firstPage() (ref, dict, error) {
	_, catalog, err := f.catalog()
	if err != nil {
		return ref{}, nil, err
	}
	at := catalog["Pages"]
	for range maxDepth {
		r, isRef := at.(ref)
		node, err := f.dictOf(at)
		if err != nil || !isRef {
			return ref{}, nil, errors.Join(err, fmt.Errorf("%w: no page", ErrNotCertificate))
		}
		if node["Type"] == name("Page") {
			return r, node, nil
		}
		kids, err := f.arrayOf(node["Kids"])
		if err != nil || len(kids) == 0 {
			return ref{}, nil, errors.Join(err, fmt.Errorf("%w: no page", ErrNotCertificate))
		}
		at = kids[0]
	}
	return ref{}, nil, fmt.Errorf("%w: page tree", ErrNotCertificate)
}
