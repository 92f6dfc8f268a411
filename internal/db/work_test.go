package db_test

import (
	"context"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/access"
	"quittance/internal/db/export"
	"quittance/internal/db/login"
	"quittance/internal/db/otp"
	"quittance/internal/db/outbox"
	"quittance/internal/db/proof"
	"quittance/internal/db/roster"
	"quittance/internal/delivery"
	"quittance/internal/evidence"
	"quittance/internal/passcode"
)

// paidByCard is a delivery whose payer's bank said yes, and then what else the processor shows.
func paidByCard(t *testing.T, d *db.DB, more func(*delivery.Observation)) *delivery.Delivery {
	t.Helper()
	x := sent(t, d, "Plans")
	at := morning.Add(time.Hour)
	payment := "p-" + string(x.ID)
	update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
		return x.StartPayment(at, x.Recipients[0].ID, x.Dues[0].ID, payment, "acct_1", delivery.Card)
	})
	seen := delivery.Observation{
		Payment: payment, Account: "acct_1", Session: "cs-" + payment, SessionIs: delivery.SessionComplete, Intent: "pi-" + payment, IntentIs: delivery.IntentSucceeded,
		Charge: "ch-" + payment, Received: delivery.Money{Amount: 45000, Currency: "EUR"}, Method: "card", Last4: "4242", SettledAt: at.Add(time.Minute),
	}
	observe := func(at delivery.Instant) *delivery.Delivery {
		return update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) { return x.Observe(at, seen, id) })
	}
	x = observe(at.Add(time.Minute))
	if more != nil {
		more(&seen)
		x = observe(at.Add(time.Hour))
	}
	return x
}

func TestWhatComesFromElsewhereFindsItsPayment(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		for sentence, state := range map[string]delivery.DisputeState{"open": delivery.DisputeOpen, "won": delivery.DisputeWon} {
			x := paidByCard(t, d, func(o *delivery.Observation) {
				o.Disputes = []delivery.DisputeSeen{{ID: "dp-" + o.Payment, Amount: 45000, Reason: "fraudulent", State: state}}
			})
			ref, err := d.PaymentOfIntent(t.Context(), "acct_1", x.Payments[0].Intent)
			if err != nil || ref.Delivery != x.ID || ref.Payment != x.Payments[0].ID {
				t.Errorf("%s: %+v, %v", sentence, ref, err)
			}
			read, err := d.Delivery(t.Context(), x.ID)
			if err != nil || len(read.Disputes) != 1 || read.Disputes[0] != x.Disputes[0] || read.Disputes[0].State != state {
				t.Errorf("%s: the dispute that was read: %+v, %v", sentence, read.Disputes, err)
			}
			if err := d.CheckReplay(t.Context(), x.ID); err != nil {
				t.Errorf("%s: %v", sentence, err)
			}
			for _, stranger := range [][2]string{{"", x.Payments[0].Intent}, {"acct_1", ""}, {"acct_1", "pi_9"}} {
				if _, err := d.PaymentOfIntent(t.Context(), stranger[0], stranger[1]); !isProblem(err, db.ErrNotFound) {
					t.Errorf("%s: an intent of nobody: %v", sentence, err)
				}
			}
		}
	})
}

func TestRefundsUnderWayAreLookedAfter(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := paidByCard(t, d, nil)
		at := morning.Add(3 * time.Hour)
		update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Refund("sender:m1", at, "rf1", x.Payments[0].ID, 1000)
		})
		want := db.RefundRef{Delivery: x.ID, Payment: x.Payments[0].ID, Refund: "rf1"}
		if list, err := d.PendingRefunds(t.Context(), at.Add(time.Second), 10); err != nil || !slices.Equal(list, []db.RefundRef{want}) {
			t.Errorf("asked for: %+v, %v", list, err)
		}
		if list, err := d.PendingRefunds(t.Context(), at, 10); err != nil || len(list) != 0 {
			t.Errorf("before it was asked for: %+v, %v", list, err)
		}
		if u, err := roster.Unfinished(t.Context(), d, "w1"); err != nil || u != (account.Unfinished{Open: 1, Paid: 1, RefundsUnderWay: 1}) {
			t.Errorf("unfinished: %+v, %v", u, err)
		}
	})
}

func TestAReleaseIsWholeWhenEveryFileWas(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		if err := record(t.Context(), d, x, "Q-1"); err != nil {
			t.Fatal(err)
		}
		at, release := morning.Add(4*time.Hour), x.Releases[0].ID
		x = update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.Seal(at, delivery.CertificateSealed{Release: release, Kind: delivery.CompletionCertificate, Certificate: "Q-1", PDF: evidence.Hash{}.String(), Level: "B-B"})
		})
		for n, step := range []struct {
			sentence string
			file     string
			whole    bool
		}{
			{"one of two files", x.Deliverables[0].ID, false},
			{"both files", x.Deliverables[1].ID, true},
		} {
			var whole bool
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				served := access.Download{Delivery: x.ID, Recipient: x.Recipients[0].ID, Release: release, Deliverable: step.file}
				if _, _, err := access.AddServed(ctx, tx, at.Add(time.Duration(n)*time.Minute), served, 0, 1000, 1000); err != nil {
					return err
				}
				var err error
				whole, err = access.ServedWhole(ctx, tx, x.ID, x.Recipients[0].ID, &x.Releases[0])
				return err
			})
			if whole != step.whole {
				t.Errorf("%s: whole %v", step.sentence, whole)
			}
		}
		for n, file := range x.Deliverables {
			update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
				begin, end := at.Add(time.Duration(5+n)*time.Minute), at.Add(time.Duration(6+n)*time.Minute)
				return x.CompleteDownload(x.Recipients[0].ID, begin, end,
					delivery.DownloadStarted{Release: release, Deliverable: file.ID, Download: "d" + file.ID},
					delivery.DownloadEnded{Release: release, Deliverable: file.ID, Download: "d" + file.ID, Served: 1000, Complete: true})
			})
		}
		handed := at.Add(10 * time.Minute)
		update(t, d, x.ID, func(x *delivery.Delivery) ([]delivery.Event, error) {
			return x.HandOver(x.Recipients[0].ID, handed, release, "d"+x.Deliverables[1].ID)
		})
		if list, err := d.UnattestedReleases(t.Context(), handed.Add(time.Second), 10); err != nil || len(list) != 1 || list[0] != (db.ReleaseRef{Delivery: x.ID, Release: release}) {
			t.Errorf("handed over and not attested: %+v, %v", list, err)
		}
		if list, err := d.UnattestedReleases(t.Context(), handed, 10); err != nil || len(list) != 0 {
			t.Errorf("before it was handed over: %+v, %v", list, err)
		}
	})
}

func TestACertificateIsFoundByWhatNamesIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		x := sealing(t, d)
		if err := record(t.Context(), d, x, "Q-1"); err != nil {
			t.Fatal(err)
		}
		pdf := evidence.Hash(sha256.Sum256([]byte("pdf")))
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := proof.Seal(ctx, tx, proof.Sealed{ID: "Q-1", Object: "object", PDF: pdf, Level: "B-T", At: morning.Add(4 * time.Hour)})
			return err
		})
		later := proof.Revision{SHA256: evidence.Hash{7}, Object: "object7", Level: "B-LT", At: morning.Add(5 * time.Hour)}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return proof.AddRevision(ctx, tx, "Q-1", later) })
		if c, err := proof.OfRelease(t.Context(), d, x.Releases[0].ID, delivery.CompletionCertificate); err != nil || c.ID != "Q-1" || c.PDFHash != pdf {
			t.Errorf("by its release: %+v, %v", c, err)
		}
		if _, err := proof.OfRelease(t.Context(), d, x.Releases[0].ID, delivery.DeliveryCertificate); !isProblem(err, db.ErrNotFound) {
			t.Errorf("of another kind: %v", err)
		}
		if list, err := proof.Revisions(t.Context(), d, "Q-1"); err != nil || len(list) != 2 || list[1] != later {
			t.Errorf("its revisions: %+v, %v", list, err)
		}
		if _, err := proof.LatestCheckpoint(t.Context(), d); !isProblem(err, db.ErrNotFound) {
			t.Errorf("a checkpoint before the first: %v", err)
		}
		for size := range int64(2) {
			if err := proof.SaveCheckpoint(t.Context(), d, proof.Checkpoint{Size: size + 1, Note: []byte{byte(size)}, At: morning}); err != nil {
				t.Fatal(err)
			}
		}
		for size := range int64(2) {
			if c, err := proof.LatestCheckpoint(t.Context(), d); c.Size != size || (size == 0) != isProblem(err, db.ErrNotFound) {
				t.Errorf("the latest checkpoint of which the mirror has %d: %+v, %v", size, c, err)
			}
			if err := proof.MarkMirrored(t.Context(), d, size+1, morning); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A message is followed by another where one went to the same person, the same way, after it, and is not lost.
func TestAMessageIsFollowedByAnother(t *testing.T) {
	cases := map[string]struct {
		change func(*outbox.Message)
		begun  time.Duration // after the first; 0: it did not leave yet
		ends   outbox.State
		want   bool
	}{
		"sent after it":           {begun: time.Hour, ends: outbox.Sent, want: true},
		"arrived after it":        {begun: time.Hour, ends: outbox.Delivered, want: true},
		"lost":                    {begun: time.Hour, ends: outbox.Failed},
		"nobody knows":            {begun: time.Hour, ends: outbox.Unknown},
		"under way":               {begun: time.Hour},
		"planned":                 {},
		"sent before it":          {begun: -time.Hour, ends: outbox.Sent},
		"to somebody else":        {begun: time.Hour, ends: outbox.Sent, change: func(m *outbox.Message) { m.Recipient = "r2" }},
		"another way":             {begun: time.Hour, ends: outbox.Sent, change: func(m *outbox.Message) { m.Channel = "email" }},
		"about another delivery":  {begun: time.Hour, ends: outbox.Sent, change: func(m *outbox.Message) { m.Delivery += "x" }},
		"of another kind of text": {begun: time.Hour, ends: outbox.Sent, change: func(m *outbox.Message) { m.Kind = "link" }, want: true},
	}
	onBoth(t, func(t *testing.T, d *db.DB) {
		goes := func(m outbox.Message, at delivery.Instant, ends outbox.State) {
			t.Helper()
			if _, _, err := outbox.Plan(t.Context(), d, m); err != nil {
				t.Fatal(err)
			}
			if at == 0 {
				return
			}
			if _, _, err := outbox.Begin(t.Context(), d, m.ID, at, false); err != nil {
				t.Fatal(err)
			}
			if ends == "" {
				return
			}
			if _, err := outbox.End(t.Context(), d, m.ID, outbox.Outcome{State: ends, Provider: "p", ProviderID: m.ID, At: at.Add(time.Second)}); err != nil {
				t.Fatal(err)
			}
		}
		for sentence, c := range cases {
			at := morning.Add(2 * time.Hour)
			first := outbox.Message{ID: id(), Delivery: delivery.ID(id()), Recipient: "r1", Kind: "code", Channel: "sms", AttemptedAt: at, CreatedAt: morning}
			first.Key = first.ID
			second := first
			second.ID = id()
			second.Key = second.ID
			if c.change != nil {
				c.change(&second)
			}
			goes(first, at, outbox.Sent)
			begun := delivery.Instant(0)
			if c.begun != 0 {
				begun = at.Add(c.begun)
			}
			goes(second, begun, c.ends)
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				got, err := outbox.HasLater(ctx, tx, first)
				if got != c.want {
					t.Errorf("%s: followed: %v, want %v", sentence, got, c.want)
				}
				return err
			})
		}
	})
}

func TestWhatAWorkspaceHoldsIsCutIntoParts(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		var all []delivery.ID
		for range 3 {
			all = append(all, sent(t, d, "Plans").ID) // two files of 1,000 bytes each
		}
		if err := roster.Begin(t.Context(), d, workspace("w2"), owner("m9", "eve@example.org")); err != nil {
			t.Fatal(err)
		}
		for sentence, c := range map[string]struct {
			entries int
			bytes   int64
			want    []int // deliveries in each part
		}{
			"all in one":            {100, 1 << 20, []int{3}},
			"by the number of them": {8, 1 << 20, []int{2, 1}},
			"by their bytes":        {100, 3000, []int{1, 1, 1}},
		} {
			parts, err := export.Parts(t.Context(), d, "w1", c.entries, c.bytes)
			if err != nil || len(parts) != len(c.want) {
				t.Errorf("%s: %+v, %v", sentence, parts, err)
				continue
			}
			var walked []delivery.ID
			for n, p := range parts {
				if p.Deliveries != c.want[n] {
					t.Errorf("%s: part %d: %+v", sentence, n, p)
				}
				err := export.Walk(t.Context(), d, "w1", p, func(x *delivery.Delivery) error { walked = append(walked, x.ID); return nil })
				if err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(walked, all) {
				t.Errorf("%s: the parts together hold %v, want %v", sentence, walked, all)
			}
		}
		if parts, err := export.Parts(t.Context(), d, "w2", 100, 1<<20); err != nil || len(parts) != 1 || parts[0].Deliveries != 0 {
			t.Errorf("of another workspace: %+v, %v", parts, err)
		}
	})
}

func TestARestoredDatabaseIsSafeToGoOnFrom(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		if _, err := d.InitInstance(t.Context(), db.Instance{RootFingerprint: "f", Name: "first.example", CreatedAt: morning}); err != nil {
			t.Fatal(err)
		}
		x := sent(t, d, "Plans")
		now := morning.Time()
		session := account.Session{Hash: account.Hash{1}, Member: "m1", CreatedAt: now, LastSeenAt: now}
		token := account.Token{Hash: account.Hash{2}, Purpose: account.ForReset, Workspace: "w1", Member: "m1", Email: "ada@example.org", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		code := passcode.Issue("c1", string(x.ID), x.Releases[0].ID, x.Recipients[0].ID, "k", passcode.Bind("00", "Plans", 45000, "EUR"), now)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return otp.Issue(ctx, tx, code) })
		for _, err := range []error{login.CreateSession(t.Context(), d, session), login.CreateToken(t.Context(), d, token)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := outbox.Plan(t.Context(), d, outbox.Message{ID: "m-1", Key: "k1", Delivery: x.ID, Recipient: "r1", Kind: "code", Channel: "sms", CreatedAt: morning}); err != nil {
			t.Fatal(err)
		}
		before, err := d.LogOrigins(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at := morning.Add(time.Hour)
		if err := d.Restored(t.Context(), "fresh.example", at); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login.FindSession(t.Context(), d, session.Hash); !isProblem(err, db.ErrNotFound) {
			t.Errorf("a session goes on: %v", err)
		}
		if _, err := login.FindToken(t.Context(), d, token.Hash); !isProblem(err, db.ErrNotFound) {
			t.Errorf("a token opens: %v", err)
		}
		if got, err := otp.ByID(t.Context(), d, "c1"); err != nil || got.State != passcode.Void {
			t.Errorf("a code that was on its way: %+v, %v", got, err)
		}
		if list, err := outbox.Of(t.Context(), d, x.ID); err != nil || len(list) != 1 || list[0].State != outbox.Unknown {
			t.Errorf("a message that may have left: %+v, %v", list, err)
		}
		if i, err := d.Instance(t.Context()); err != nil || i.RestoredAt != at || i.Name != "first.example" {
			t.Errorf("%+v, %v", i, err)
		}
		after, err := d.LogOrigins(t.Context())
		if err != nil || len(after) != len(before)+1 {
			t.Fatalf("logs: %+v, %v", after, err)
		}
		if closed, open := after[len(before)-1], after[len(before)]; closed.ClosedAt != at || open.Origin != "fresh.example" || open.ClosedAt != 0 || open.Ord != closed.Ord+1 {
			t.Errorf("the log that signed, and the next: %+v, %+v", closed, open)
		}
	})
}
