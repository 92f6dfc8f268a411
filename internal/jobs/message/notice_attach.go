package message

import (
	"bytes"
	"context"
	"fmt"
	"mime"

	"quittance/internal/db/proof"
	"quittance/internal/delivery"
)

// maxEnclosed bounds the files of one message together: servers commonly refuse more than 25 MB once encoded, and a
// telephone on the road does not wait for more.
const maxEnclosed = 10 << 20

// enclose puts the files that may be read before payment into a message that asks for the payment. Together too large,
// or more than a message should carry, they are only named: they are on the page.
func (r *Runner) enclose(ctx context.Context, a SendNotice, d *delivery.Delivery, n *Notice) error {
	switch {
	case a.Recipient == "":
		return nil
	case a.Notice != NoticeInvitation && a.Notice != NoticeReminder && a.Notice != NoticeExpiring:
		return nil
	}
	size := int64(0)
	var papers []delivery.Deliverable
	for _, f := range d.Deliverables {
		if _, guarded := d.ReleaseOf(f.ID); f.Visible && !f.Replaced && !guarded {
			papers = append(papers, f)
			n.Papers = append(n.Papers, string(f.Name))
			size += f.Size
		}
	}
	if len(papers) == 0 || size > maxEnclosed {
		return nil
	}
	for _, f := range papers {
		data, err := r.content(ctx, f.Object)
		if err != nil {
			return fmt.Errorf("read a file to enclose: %w", err)
		}
		n.Attachments = append(n.Attachments, Attachment{Name: string(f.Name), MediaType: mediaTypeOf(f), Data: data})
	}
	n.Enclosed = true
	return nil
}

// carry puts the sealed certificate into a message that has room for it: without it the message leaves all the same.
func (n *Notice) carry(certificate []byte) {
	if n.TooLarge = len(certificate) > maxEnclosed; !n.TooLarge {
		n.Certificate = certificate
	}
}

// mediaTypeOf is what the file was said to be, where a message can say so.
func mediaTypeOf(f delivery.Deliverable) string {
	if media, _, err := mime.ParseMediaType(f.MediaType); err == nil {
		return media
	}
	return "application/octet-stream"
}

// content reads a small object whole.
func (r *Runner) content(ctx context.Context, object string) ([]byte, error) {
	file, err := r.Vault.Open(ctx, object)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := file.WriteRange(ctx, &b, 0, file.Size()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// certificatePDF reads a sealed certificate.
func (r *Runner) certificatePDF(ctx context.Context, release string, kind delivery.CertificateKind) ([]byte, error) {
	row, err := proof.OfRelease(ctx, r.DB, release, kind)
	if err != nil {
		return nil, fmt.Errorf("load certificate: %w", err)
	}
	pdf, err := r.content(ctx, row.Object)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return pdf, nil
}
