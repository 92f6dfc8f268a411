package delivery

import (
	"quittance/internal/evidence"
	"quittance/internal/input"
	"quittance/internal/problem"
)

// Replace puts a new file in the place of an old one, until a payment starts or someone signs; after that a new
// version is a delivery of its own (Terms.Previous). The manifest changes with it, so codes sent before are void.
func (d *Delivery) Replace(by Actor, at Instant, old string, file Deliverable) ([]Event, error) {
	if err := d.running(); err != nil {
		return nil, err
	}
	was, ok := d.Deliverable(old)
	if !ok {
		return nil, ErrUnknownDeliverable
	}
	if was.Replaced {
		return nil, ErrFileReplaced
	}
	if len(d.Payments) > 0 {
		return nil, ErrReplaceAfterMoney
	}
	if _, signed := find(d.Recipients, func(r *Recipient) bool { return !r.SignedAt.IsZero() }); signed {
		return nil, ErrReplaceAfterSigned
	}
	if err := d.delivered(); err != nil {
		return nil, err
	}
	file.Visible, file.Replaced = was.Visible, false
	var f problem.Fields
	file.Check(&f, "file")
	if _, err := evidence.ParseHash(file.SHA256); err != nil {
		f.Add("file.sha256", "not_a_hash")
	}
	if _, taken := d.Deliverable(file.ID); taken || file.ID == "" {
		f.Add("file.id", "duplicate")
	}
	if _, taken := find(d.Deliverables, func(x *Deliverable) bool { return x.Name == file.Name && !x.Replaced && x.ID != old }); taken {
		f.Add("file.name", "duplicate")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	r := d.record(by, at)
	r.add(DeliverableReplaced{Old: old, New: file})
	return r.done()
}

// Check notes what is wrong with a file; path is its place in the input.
func (x *Deliverable) Check(f *problem.Fields, path string) {
	input.FileName(f, path+".name", string(x.Name))
	if x.Size <= 0 {
		f.Add(path, "empty_file")
	}
}
