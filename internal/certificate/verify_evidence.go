package certificate

import (
	"errors"
	"strconv"

	modtlog "golang.org/x/mod/sumdb/tlog"

	"quittance/internal/certificate/layout"
	"quittance/internal/evidence"
	"quittance/internal/pades"
	"quittance/internal/tlog"
)

// judgeAttached judges what the first revision carries: evidence, its time, text, chain and inclusion.
func (v *verifier) judgeAttached(pdf []byte, seal *pades.Report) {
	files, err := pades.Attachments(pdf, maxAttached)
	encoded, proof := files[evidenceName], files[proofName]
	if err != nil || len(encoded) == 0 || len(encoded) > maxEvidence || len(proof) == 0 {
		v.judgeTime(seal, evidence.Hash{}, nil)
		v.add(CheckEvidence, Fail, evidenceMissing)
		v.skip(CheckText, CheckChain, CheckInclusion)
		return
	}
	sum := evidence.Sum(encoded)
	v.judgeTime(seal, sum, files[tokenName])
	doc, err := evidence.Decode(encoded)
	if err != nil {
		v.add(CheckEvidence, Fail, evidenceMalformed)
		v.skip(CheckText, CheckChain)
		v.judgeInclusion(sum, proof)
		return
	}
	v.report.Kind, v.report.Certificate, v.report.Delivery = string(doc.Kind), doc.Certificate.Number, doc.Certificate.Delivery
	v.judgeEvidence(doc, sum, proof, seal)
	v.judgeText(pdf, doc, sum, proof, files[tokenName])
	if doc.CheckChain() != nil {
		v.add(CheckChain, Fail, chainBroken)
	} else {
		v.add(CheckChain, Pass, chainHolds, strconv.Itoa(len(doc.Events)))
	}
	v.judgeInclusion(sum, proof)
}

func (v *verifier) skip(names ...string) {
	for _, name := range names {
		v.add(name, Unknown, notReached)
	}
}

func (v *verifier) judgeEvidence(doc *evidence.Document, sum evidence.Hash, proof []byte, seal *pades.Report) {
	switch {
	case doc.CheckContent() != nil:
		v.add(CheckEvidence, Fail, evidenceContradicts)
	case !leadsToRoot(sum, proof):
		v.add(CheckEvidence, Fail, evidenceOtherLeaf)
	case seal.Signer != nil && evidence.Hash(seal.Signer.SHA256) != doc.Seal.SHA256:
		v.add(CheckEvidence, Fail, evidenceOtherSeal)
	default:
		v.add(CheckEvidence, Pass, evidenceHolds)
		v.report.Document, v.report.Sandbox = doc, doc.Certificate.Sandbox
	}
}

// leadsToRoot reports whether the proof's path leads from the evidence to the root its checkpoint names. Who signed
// the checkpoint is for judgeInclusion, with a key from outside.
func leadsToRoot(sum evidence.Hash, file []byte) bool {
	proof, err := tlog.DecodeProof(file)
	if err != nil {
		return false
	}
	about, err := tlog.Describe(file)
	if err != nil {
		return false
	}
	return modtlog.CheckRecord(proof.Path, about.Checkpoint.Size, about.Checkpoint.Root, proof.Index, tlog.LeafHash(sum)) == nil
}

func (v *verifier) judgeInclusion(sum evidence.Hash, proof []byte) {
	if len(v.options.LogKeys) == 0 {
		v.add(CheckInclusion, Unknown, inclusionNoKey)
		return
	}
	for _, key := range v.options.LogKeys {
		verifier, err := tlog.NewVerifier(key)
		if err != nil {
			continue
		}
		if found, err := verifier.VerifyInclusion(sum, proof); err == nil {
			v.add(CheckInclusion, Pass, inclusionHolds, found.Checkpoint.Origin)
			return
		}
	}
	v.add(CheckInclusion, Fail, inclusionBroken)
}

// judgeText composes the pages again and compares what a reader is shown.
func (v *verifier) judgeText(pdf []byte, doc *evidence.Document, sum evidence.Hash, proof, token []byte) {
	if c, _ := v.report.Check(CheckSeal); c.Result != Pass {
		v.skip(CheckText) // nobody vouches for pages that can be altered
		return
	}
	r, about := v.compareText(pdf, doc, sum, proof, token)
	v.add(CheckText, r, about)
}

func (v *verifier) compareText(pdf []byte, doc *evidence.Document, sum evidence.Hash, proof, token []byte) (Result, saying) {
	if v.late() {
		return Unknown, textTooLong
	}
	shown, err := pades.ReadContent(pdf)
	if err != nil {
		return Fail, textDiffers
	}
	if v.late() {
		return Unknown, textTooLong
	}
	var pages []byte
	p, err := pageOf(doc, sum, proof, token)
	if err == nil {
		pages, err = layout.Compose(p)
	}
	switch {
	case errors.Is(err, layout.ErrUnknown):
		return Unknown, textUnknown
	case err != nil:
		return Fail, textUnreadable
	case v.late():
		return Unknown, textTooLong
	}
	meant, err := pades.ReadContent(pages)
	switch {
	case err != nil:
		return Fail, textUnreadable
	case pades.SameContent(shown, meant) != "":
		return Fail, textDiffers
	}
	return Pass, textHolds
}
