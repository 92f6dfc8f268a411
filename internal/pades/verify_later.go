package pades

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// archive is what later revisions added to a sealed file.
type archive struct {
	stamps     []*signature // document time-stamps, oldest first
	validation bool         // a Document Security Store with revocation data
}

// checkLater verifies that every revision after k only adds validation data (DSS) and document time-stamps.
func (f *file) checkLater(k int) (*archive, error) {
	a := &archive{}
	for j := k + 1; j < len(f.sections); j++ {
		if err := f.checkRevision(j, a); err != nil {
			return nil, fmt.Errorf("revision %d after the seal: %w", j-k, err)
		}
	}
	return a, nil
}

func (f *file) checkRevision(j int, a *archive) error {
	old, cur := f.prefix(j-1), f.prefix(j)
	if err := f.checkLayout(j); err != nil {
		return err
	}
	before, after := f.sections[j-1].trailer, f.sections[j].trailer
	if !sameBut(before, after, "Size", "Prev") {
		return errors.New("it changes the trailer")
	}
	root, catalog, err := cur.catalog()
	if err != nil {
		return err
	}
	_, oldCatalog, err := old.catalog()
	if err != nil {
		return err
	}
	if !sameBut(oldCatalog, catalog, "AcroForm", "DSS") {
		return errors.New("it changes the document")
	}
	allowed := map[int]bool{root.num: true}
	if err := checkFields(old, cur, allowed, a); err != nil {
		return err
	}
	stored, revocation, err := cur.storeObjects(catalog)
	if err != nil {
		return err
	}
	was, _, err := old.storeObjects(oldCatalog)
	if err != nil {
		return err
	}
	if len(was) > 0 && len(stored) == 0 {
		return errors.New("it takes validation data away")
	}
	a.validation = a.validation || revocation
	for num := range stored {
		// New, or its own again: never the number of something else.
		if _, existed := old.lookup(num); !existed || was[num] {
			allowed[num] = true
		}
	}
	for num := range f.sections[j].entries {
		if !allowed[num] {
			return fmt.Errorf("it adds or changes object %d, which is neither a time-stamp nor validation data", num)
		}
	}
	return nil
}

// sameBut compares two dictionaries but for some members.
func sameBut(a, b dict, but ...name) bool {
	a, b = maps.Clone(a), maps.Clone(b)
	for _, key := range but {
		delete(a, key)
		delete(b, key)
	}
	return sameObject(a, b)
}

// checkLayout verifies that between the end of the revision before and its own table a revision holds exactly the
// objects the table lists, with nothing in between.
func (f *file) checkLayout(j int) error {
	s := f.sections[j]
	p := &parser{in: f.in[:s.at], at: f.sections[j-1].end}
	found := 0
	for {
		for p.at < len(p.in) && isSpace(p.in[p.at]) {
			p.at++
		}
		if p.at == len(p.in) {
			break
		}
		start := p.at
		num, gen, _, err := p.indirect()
		e, listed := s.entries[num]
		if err != nil || !listed || !e.used || e.offset != start || e.gen != gen {
			return errors.New("it holds bytes that belong to no object")
		}
		found++
	}
	if found != len(s.entries) {
		return errors.New("it lists objects that it does not hold")
	}
	return nil
}

// checkFields allows at most one new field, a document time-stamp over all bytes of its revision.
func checkFields(old, cur *file, allowed map[int]bool, a *archive) error {
	oldForm, oldFields, err := old.form()
	if err != nil {
		return err
	}
	form, fields, err := cur.form()
	if err != nil {
		return err
	}
	if !sameBut(oldForm, form, "Fields") || len(fields) < len(oldFields) || len(fields) > len(oldFields)+1 ||
		!sameObject(oldFields, fields[:len(oldFields)]) {
		return errors.New("it changes the form")
	}
	if len(fields) == len(oldFields) {
		return nil
	}
	added := fields[len(oldFields)]
	widget, err := cur.dictOf(added)
	if err != nil {
		return err
	}
	field, isRef1 := added.(ref)
	value, isRef2 := widget["V"].(ref)
	s, err := cur.readSignature(added)
	if err != nil {
		return err
	}
	keys := []name{"Type", "Subtype", "FT", "T", "F", "Rect", "V"}
	foreign := slices.ContainsFunc(slices.Collect(maps.Keys(widget)), func(k name) bool { return !slices.Contains(keys, k) })
	if !isRef1 || !isRef2 || foreign || !isInvisibleSignature(widget) ||
		s.dict["Type"] != name("DocTimeStamp") || s.dict["SubFilter"] != name("ETSI.RFC3161") {
		return errors.New("it adds a signature or a field that is not a document time-stamp")
	}
	for _, num := range []int{field.num, value.num} {
		if _, existed := old.lookup(num); existed {
			return errors.New("its time-stamp takes the place of something else")
		}
		allowed[num] = true
	}
	a.stamps = append(a.stamps, s)
	return nil
}

// storeObjects returns the numbers of the objects of the Document Security Store (EN 319 142-1 section 5.4.2), and
// whether there is revocation data among them. The store must hold streams and nothing else.
func (f *file) storeObjects(catalog dict) (map[int]bool, bool, error) {
	nums, revocation := map[int]bool{}, false
	if catalog["DSS"] == nil {
		return nums, false, nil
	}
	at, isRef := catalog["DSS"].(ref)
	store, err := f.dictOf(catalog["DSS"])
	if err != nil || !isRef {
		return nil, false, errors.Join(err, errors.New("validation data is of another shape"))
	}
	nums[at.num] = true
	for key, value := range store {
		list, isArray := value.(array)
		switch {
		case key == "Type" && value == name("DSS"):
			continue
		case key != "Certs" && key != "CRLs" && key != "OCSPs" || !isArray:
			return nil, false, errors.New("validation data is of another shape")
		}
		for _, item := range list {
			r, isRef := item.(ref)
			o, err := f.get(item)
			if err != nil {
				return nil, false, err
			}
			s, isStream := o.(*stream)
			if !isRef || !isStream || len(s.dict) > 2 || s.dict["Filter"] != nil && s.dict["Filter"] != name("FlateDecode") {
				return nil, false, errors.New("validation data is of another shape")
			}
			nums[r.num] = true
			revocation = revocation || key != "Certs"
		}
	}
	return nums, revocation, nil
}

// checkArchive raises the level by what later revisions added. A document time-stamp that does not hold fails Time.
func (r *Report) checkArchive(f *sealedFile, o VerifyOptions) {
	if r.Level == LevelT && f.archive.validation {
		r.Level = LevelLT
	}
	for _, s := range f.archive.stamps {
		if _, err := VerifyToken(s.contents, sha256.Sum256(s.covered), o.TimeRoots); err != nil {
			r.Time = Check{Fail, "a document time-stamp does not hold: " + err.Error()}
			return
		}
	}
	if r.Level == LevelLT && len(f.archive.stamps) > 0 {
		r.Level = LevelLTA
	}
}
