package layout

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"quittance/internal/evidence"
)

// proof prints the boxes that tie this paper to the chain, the log, a clock and a seal.
func (t *writer) proof() {
	c := t.Document.Chain
	t.heading(t.w.chain)
	t.put(hashRow(t.w.chainFirst, c.First), hashRow(t.w.chainHead, c.Head), fieldRow(t.w.chainCount, bodyStyle, strconv.FormatInt(c.Count, 10)))

	t.heading(t.w.log)
	t.put(
		fieldRow(t.w.logOrigin, codeStyle, t.Log.Checkpoint.Origin),
		fieldRow(t.w.logKey, codeStyle, t.Log.KeyID),
		fieldRow(t.w.logLeaf, bodyStyle, strconv.FormatInt(t.Log.Index, 10)+"  ·  "+strings.ToLower(t.w.logSize)+"\u00a0: "+strconv.FormatInt(t.Log.Checkpoint.Size, 10)),
		hashRow(t.w.logRoot, evidence.Hash(t.Log.Checkpoint.Root)),
		hashRow(t.w.evidenceHash, t.Sum),
		noteRow(t.w.evidenceNote),
	)
	t.timeBox()

	s := t.Document.Seal
	t.heading(t.w.seal)
	t.put(
		fieldRow(t.w.sealSubject, bodyStyle, s.Subject),
		fieldRow(t.w.sealIssuer, bodyStyle, s.Issuer),
		fieldRow(t.w.sealSerial, codeStyle, s.Serial),
		hashRow(t.w.sealHash, s.SHA256),
		fieldRow(t.w.sealLevel, bodyStyle, t.w.sealLevelText),
	)
}

// timeBox never shows a local clock as a trusted time.
func (t *writer) timeBox() {
	t.heading(t.w.time)
	if t.Token == nil {
		t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(bodyStyle, t.w.noTime)}})
		return
	}
	accuracy := t.w.timeUnsaid
	if t.Token.Accuracy > 0 {
		accuracy = "±\u00a0" + strings.Replace(strconv.FormatFloat(time.Duration(t.Token.Accuracy*1000).Seconds(), 'f', -1, 64), ".", t.w.decimal, 1) + "\u00a0s"
	}
	t.put(
		fieldRow(t.w.timeGen, strongStyle, t.clock.instant(t.Token.GenTime)),
		fieldRow("", codeStyle, utc(t.Token.GenTime)+" UTC"),
		fieldRow(t.w.timeAuthority, bodyStyle, t.Token.Authority),
		fieldRow(t.w.timePolicy, codeStyle, t.Token.Policy),
		fieldRow(t.w.timeSerial, codeStyle, t.Token.Serial),
		fieldRow(t.w.timeAccuracy, bodyStyle, accuracy),
	)
}

func (t *writer) law() {
	l := t.Document.Law
	t.heading(t.w.law)
	p := t.Document.Platform
	for _, r := range []row{
		fieldRow(t.w.lawSignature, bodyStyle, l.Statement),
		fieldRow(t.w.signatureLevel, bodyStyle, l.SignatureLevel),
		fieldRow(t.w.lawRetention, bodyStyle, t.clock.day(l.RetentionEndAt)),
		fieldRow(t.w.lawVerify, bodyStyle, l.Verification),
		fieldRow(t.w.lawReader, bodyStyle, l.ReaderNotice),
		fieldRow(t.w.platform, bodyStyle, p.Name+"  ·  "+p.Build+"  ·  "+p.Address),
		fieldRow(t.w.format, codeStyle, t.Document.Format+", layout "+strconv.Itoa(t.Document.Layout)+"  ·  "+t.Document.Certificate.TimeZone),
	} {
		t.put(apart(r)) // paragraphs
	}
}

const (
	seqWidth   = 24 * pt
	stampWidth = 136 * pt
)

// events prints the whole audit trail up to here.
func (t *writer) events() {
	t.heading(t.w.events + " (" + strconv.Itoa(len(t.Document.Events)) + ")")
	t.put(row{cells: []cell{cell{x: marginLeft, w: bodyWidth}.add(noteStyle, t.w.eventsNote)}})
	t.y += 6 * pt
	for _, e := range t.Document.Events {
		if t.full() {
			return
		}
		t.put(t.event(e))
		t.y += 1.5 * pt
	}
}

func (t *writer) event(e evidence.EventRecord) row {
	name, ok := t.w.eventNames[e.Type]
	if !ok {
		name = e.Type
	}
	stamp := style{mono, 6.9 * pt, 12 * pt, ink}
	local := stamp
	local.colour = soft
	body := cell{x: marginLeft + seqWidth + stampWidth, w: bodyWidth - seqWidth - stampWidth}.
		add(style{medium, 8.6 * pt, 12 * pt, ink}, name).
		add(smallStyle, e.Type+"  ·  "+t.actor(e.Actor))
	for _, fact := range t.eventFacts(e) {
		body = body.add(smallStyle, fact)
	}
	body = body.add(style{mono, 5.9 * pt, 9.6 * pt, soft}, grouped(e.Hash))
	return row{rule: true, cells: []cell{
		cell{x: marginLeft, w: seqWidth - 4*pt}.add(style{regular, 7.8 * pt, 12 * pt, soft}, strconv.FormatInt(e.Seq, 10)),
		cell{x: marginLeft + seqWidth, w: stampWidth - 8*pt}.add(stamp, utc(e.At)+" UTC").add(local, localStamp(e.Local)),
		body,
	}}
}

func localStamp(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return t.Format("2006-01-02 15:04:05 -07:00")
}

// eventFacts are those a reader looks for first; the rest of an event is in the attached evidence.
func (t *writer) eventFacts(e evidence.EventRecord) []string {
	var data map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(e.Data)))
	decoder.UseNumber()
	if err := decoder.Decode(&data); err != nil {
		return nil
	}
	text := func(name string) string {
		if d, ok := e.Details["/"+name]; ok {
			return d.Value
		}
		s, _ := data[name].(string)
		return s
	}
	var out []string
	if recipient := text("recipient"); recipient != "" && e.Actor != "recipient:"+recipient {
		out = append(out, t.w.to+" "+t.name(recipient))
	}
	money := func(name, label string) {
		amount, _ := data[name].(json.Number)
		if n, err := amount.Int64(); err == nil && n != 0 && text("currency") != "" {
			out = append(out, label+t.w.money(evidence.Money{Amount: n, Currency: text("currency")}))
		}
	}
	money("amount", "")
	money("surplus", t.w.surplus+"\u00a0: ")
	if reason := text("reason"); reason != "" {
		if known, ok := t.w.reasons[reason]; ok {
			reason = known
		}
		out = append(out, t.w.reason+"\u00a0: "+reason)
	}
	if address := text("address"); address != "" {
		out = append(out, t.w.from+" "+address+" ("+text("address_from")+")")
	}
	if agent := text("user_agent"); agent != "" {
		out = append(out, t.w.agent+"\u00a0: "+agent)
	}
	return out
}
