package frontend

import (
	"fmt"
	"html/template"
	"maps"
	"path"
	"strconv"
	"strings"
	"time"
)

// named gives a control the options of a closed list.
func named(words *catalogue, c control, prefix string, names []string) (control, error) {
	for _, name := range names {
		label, err := words.say(prefix + strings.ToLower(path.Base(name)))
		if err != nil {
			return c, err
		}
		c.Options = append(c.Options, option{Value: name, Label: label, Chosen: c.Value == name})
	}
	return c, nil
}

// functions are what templates may call, in one language.
func functions(c *catalogue, assets *Assets) template.FuncMap {
	lang, words := c.lang, c
	all := controlFunctions()
	maps.Copy(all, template.FuncMap{
		// t says a sentence; its arguments are names and values in turn.
		"t": c.say,
		// tn says a sentence that depends on a number.
		"tn": func(key string, n int, args ...any) (string, error) { return c.count(key, n, args...) },
		// tk says the sentence whose key ends with a value of a closed list.
		"tk": func(prefix string, value any, args ...any) (string, error) {
			if fmt.Sprint(value) == "" {
				return "", nil
			}
			return c.say(prefix+fmt.Sprint(value), args...)
		},
		"problem": func(code string, params map[string]string) (string, error) {
			return c.sayOr("problem.unknown", "problem."+code, params)
		},
		// problemLine names the input, because a summary stands far from it.
		"problemLine": func(p FieldProblem) (string, error) {
			sentence, err := c.sayOr("problem.unknown", "problem."+p.Code, p.Params)
			label, known := c.sayIf("field."+p.Field, nil)
			switch {
			case err != nil || !known:
				return sentence, err
			case p.Row > 0:
				return c.say("summary.row", "n", p.Row, "field", strings.ToLower(label), "problem", sentence)
			default:
				return c.say("summary.line", "field", label, "problem", sentence)
			}
		},
		"event": func(kind string) (string, error) {
			return c.sayOr("event.other", "event."+kind, nil)
		},
		"jobKind": func(kind string) (string, error) { // one of a later version may wait in the queue
			return c.sayOr("operator.job.other", "operator.job."+kind, nil)
		},
		"messageKind": func(kind string) (string, error) {
			return c.sayOr("message_kind.other", "message_kind."+kind, nil)
		},
		"notice": func(n Notice) (string, error) {
			if n.Failed {
				return c.sayOr("problem.unknown", "problem."+n.Code, n.Params)
			}
			return c.sayOr("notice.done", "notice."+n.Code, n.Params)
		},
		"failureTitle": func(status int) (string, error) {
			return c.sayOr("failure.500.title", fmt.Sprintf("failure.%d.title", status), nil)
		},
		"failureText": func(status int) (string, error) {
			return c.sayOr("failure.500.text", fmt.Sprintf("failure.%d.text", status), nil)
		},
		"hasProblem": func(code string, params map[string]string) bool {
			_, ok := c.sayIf("problem."+code, params)
			return ok
		},

		"shown": func(t time.Time) bool { return !t.IsZero() },
		"plus":  func(a, b int) int { return a + b },
		"join":  func(parts ...string) string { return strings.Join(parts, "") },
		// breakable lets a narrow line end after the underscores of the name of a file.
		"breakable": func(name string) template.HTML {
			return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(name), "_", "_<wbr>")) //nolint:gosec // escaped
		},
		"lines":     func(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") },
		"switcher":  func(action, back string) languageSwitch { return languageSwitch{action, back} },
		"lang":      func() string { return string(lang) },
		"otherLang": func() string { return string(otherLang(lang)) },
		"money": func(m Money) (string, error) {
			if m.IsZero() {
				return "", nil
			}
			return FormatMoney(lang, m)
		},
		"bytes":   func(n int64) string { return FormatBytes(lang, n) },
		"day":     func(t time.Time) string { return FormatDay(lang, t) },
		"near":    func(t, now time.Time) string { return FormatNear(lang, t, now) },
		"moment":  func(t time.Time) string { return FormatMoment(lang, t) }, // to whoever lives in that zone
		"local":   func(t time.Time) string { return FormatLocal(lang, t) },  // to a client, who may live in another
		"instant": func(t time.Time) string { return FormatInstant(lang, t) },
		"clock":   func(t time.Time) string { return formatClock(lang, t) },
		"iso":     func(t time.Time) string { return t.Format(time.RFC3339) },
		"isoDay":  func(t time.Time) string { return t.Format(time.DateOnly) },
		"seconds": func(n int) string { return FormatDuration(lang, time.Duration(n)*time.Second) },
		"rate":    func(basisPoints int, millionths int64) string { return FormatRate(lang, basisPoints, millionths) },
		"vat":     func(basisPoints int) string { return FormatVAT(lang, basisPoints) },
		"rates": func(basisPoints []int, c control) control {
			for _, p := range basisPoints {
				value := strconv.Itoa(p)
				c.Options = append(c.Options, option{Value: value, Label: FormatVAT(lang, p), Chosen: c.Value == value})
			}
			return c
		},
		"zones": func(names []string, c control) (control, error) { return named(words, c, "zone.", names) },
		"accents": func(c control) (control, error) {
			c, err := named(words, c, "accent.", []string{"pine", "lagoon", "ink", "plum", "cocoa", "slate"})
			for i := range c.Options {
				c.Options[i].Accent = c.Options[i].Value
			}
			return c, err
		},
		"list":       func(names []string) string { return formatList(lang, names) },
		"phone":      func(number string) string { return FormatPhone(lang, number) },
		"dial":       Dialled,
		"typedPhone": func(number string) string { return TypedPhone(lang, number) },
		"siren":      formatSIREN,
		"totalSize": func(files []File) string {
			var sum int64
			for _, f := range files {
				sum += f.Size
			}
			return FormatBytes(lang, sum)
		},
		"without": func(a, b Money) Money { return Money{a.Amount - b.Amount, a.Currency} },

		"item":   func(id, label, shown, value string) copied { return copied{id, label, shown, value} },
		"figure": func(m Money) string { return FormatFigure(lang, m) },

		"roles":        func() []string { return []string{"owner", "member", "accountant", "auditor"} }, // of members
		"asset":        assets.url,
		"within":       func(at, section string) bool { return at == section || strings.HasPrefix(at, section+"/") },
		"path":         namedPath,
		"sharePath":    SharePath,
		"sharePage":    SharePath,
		"shareVerb":    func(publicID, verb string) string { return ShareVerbPath(publicID, Verb(verb)) },
		"shareFile":    ShareFilePath,
		"deliveryPath": DeliveryPath,
		"clientPath":   ClientPath,
		"deliveryVerb": func(id, verb string) string { return DeliveryVerbPath(id, Verb(verb)) },
		"confirmPath":  ConfirmPath,
		"resetPath":    ResetPath,
		"newEmail":     NewEmailPath,
		"oldEmail":     OldEmailPath,
		"invitation":   InvitationPath,
	})
	return all
}

// copied is a value to be copied: what people see, and what the clipboard gets.
type copied struct{ ID, Label, Shown, Value string }

func otherLang(lang Lang) Lang {
	if lang == French {
		return English
	}
	return French
}

func namedPath(name string) (string, error) {
	paths := map[string]string{
		"bank": PathBank,
		"home": PathHome, "verify": PathVerify, "audit": PathAudit, "signup": PathSignUp, "signin": PathSignIn, "forgot": PathForgot, "signout": PathSignOut,
		"check-mail": PathCheckMail, "language": PathLanguage, "deliveries": PathDeliveries,
		"new-delivery": PathNewDelivery, "profile": PathProfile, "api-keys": PathAPIKeys, "prove": PathProve, "ask-passkey": PathAskPasskey, "signin-passkey": PathSignInPasskey, "ask-proof": PathAskProof, "prove-passkey": PathProvePasskey,
		"make-passkey": PathMakePasskey, "add-passkey": PathAddPasskey, "remove-passkey": PathRemovePasskey, "signin-code": PathSignInCode, "codes": PathCodes, "confirm-codes": PathConfirmCodes, "remove-codes": PathRemoveCodes, "recovery": PathRecovery, "security": PathSecurity,
		"end-session": PathEndSession, "end-sessions": PathEndSessions, "password": PathPassword, "password-off": PathPasswordOff, "email": PathEmail,
		"operator": PathOperator, "retry-job": PathRetryJob, "close-abuse": PathCloseAbuse, "close-payment": PathClosePayment, "suspend": PathSuspend, "resume": PathResume, "sms-cap": PathSMSCap, "tariff": PathTariff, "remove-rate": PathRemoveRate,
		"revoke-api-key": PathRevokeAPIKey, "team": PathTeam, "team-invite": PathTeamInvite, "team-revoke": PathTeamRevoke,
		"team-role": PathTeamRole, "team-access": PathTeamAccess, "account-log": PathAccountLog, "membership": PathMembership, "workspace": PathWorkspace, "workspace-close": PathWorkspaceClose, "uploads": PathUploads, "check-phone": PathCheckPhone, "keep": PathKeep,
		"needs": PathNeeds, "close-guide": PathCloseGuide, "clients": PathClients, "suggest": PathSuggest, "announcement": PathAnnouncement,
		"demo": PathDemo, "example": PathExample, "legal-notice": PathLegalNotice, "privacy": PathPrivacy, "terms": PathTerms,
	}
	if p, found := paths[name]; found {
		return p, nil
	}
	return "", fmt.Errorf("path %q is not one of ours", name)
}

// languageSwitch is the form that changes the language and comes back.
type languageSwitch struct{ Action, Back string }
