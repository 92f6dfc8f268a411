package entrance

import (
	"time"

	"quittance/internal/account"
	"quittance/internal/timezone"
	"quittance/internal/web"
	"quittance/internal/web/command"
)

// Visit is a request of a member who is signed in.
type Visit struct {
	Member    account.Member
	Workspace account.Workspace
	Session   account.Session
}

// Actor is the member as commands know them.
func (v Visit) Actor() command.Member {
	return command.Member{
		ID: v.Member.ID, Workspace: v.Workspace.ID, Name: v.Member.Name, Email: v.Member.Email, Confirmed: !v.Member.ConfirmedAt.IsZero(),
		MaySend: v.Member.Role.Can(account.Send), MaySpend: v.Member.Role.Can(account.MoveMoney), MayWaive: v.Member.Role.Can(account.Waive),
	}
}

// Did is a line for the account log: the member did this to the subject, now. It is written by roster.Log, in the
// transaction of what it tells.
func (v Visit) Did(s *web.Site, kind account.EventKind, subject string) account.Event {
	return account.Event{ID: s.NewID(), Workspace: v.Workspace.ID, Member: v.Member.ID, Kind: kind, Subject: subject, At: s.Now()}
}

// In is an instant where the sender works. What never happened stays the zero time.
func (v Visit) In(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(timezone.Of(v.Workspace.Zone))
}

// settings are the pages of settings a role has, by the names that templates have for paths; of a closed workspace those
// that are left.
func settings(r account.Role, closed bool) []string {
	var pages []string
	for _, page := range []struct {
		name   string
		needs  account.Permission
		isLeft bool
	}{
		{"profile", account.Administer, false}, {"bank", account.Administer, false}, {"team", account.Administer, false}, {"api-keys", account.ManageKeys, false},
		{"security", account.See, true}, {"account-log", account.SeeLog, true}, {"membership", account.See, true}, {"workspace", account.Administer, true},
	} {
		if r.Can(page.needs) && (page.isLeft || !closed) {
			pages = append(pages, page.name)
		}
	}
	return pages
}
