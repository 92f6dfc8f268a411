package frontend_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"quittance/frontend"
	"quittance/frontend/screen"
)

func TestAFormIsReadAsItWasTyped(t *testing.T) {
	values := url.Values{
		"title": {"Plans "}, "price": {"1 250,00"}, "upload": {"u1", "u2"}, "action": {"review"},
		"recipients-0-name": {"Hélène"}, "recipients-0-roles": {"payer", "signer"},
		"recipients-1-email": {"a@b.example"}, "recipients-12-name": {"one too many"}, "recipients-x-name": {"?"},
	}
	var form screen.DeliveryForm
	if err := frontend.ReadForm(values, &form); err != nil {
		t.Fatal(err)
	}
	if form.Title.Value != "Plans " || form.Price.Value != "1 250,00" || form.Action.Value != "review" {
		t.Errorf("the fields are %q, %q, %q", form.Title.Value, form.Price.Value, form.Action.Value)
	}
	if !reflect.DeepEqual(form.Uploads, []string{"u1", "u2"}) {
		t.Errorf("the uploads are %q", form.Uploads)
	}
	if len(form.Recipients) != 2 || form.Recipients[0].Name.Value != "Hélène" || form.Recipients[1].Email.Value != "a@b.example" {
		t.Fatalf("the recipients are %+v", form.Recipients)
	}
	if r := form.Recipients[0].Roles; !r.Has("payer") || !r.Has("signer") || r.Has("reader") {
		t.Errorf("the roles are %q", r.Values)
	}
}

func TestATickIsTickedOnlyWhenPosted(t *testing.T) {
	var form screen.SignForm
	if err := frontend.ReadForm(url.Values{"code": {"123456"}}, &form); err != nil {
		t.Fatal(err)
	}
	if form.Consent.Checked {
		t.Error("a box that was not posted is ticked")
	}
	if err := frontend.ReadForm(url.Values{"consent": {"yes"}}, &form); err != nil {
		t.Fatal(err)
	}
	if !form.Consent.Checked || form.Code.Value != "" {
		t.Errorf("the form is %+v", form)
	}
}

func TestAnEndlessValueIsCutAtARune(t *testing.T) {
	var form screen.ProblemForm
	if err := frontend.ReadForm(url.Values{"text": {strings.Repeat("é", 20_000)}}, &form); err != nil {
		t.Fatal(err)
	}
	if n := len(form.Text.Value); n > 20_000 || strings.ToValidUTF8(form.Text.Value, "") != form.Text.Value {
		t.Errorf("%d bytes were kept", n)
	}
}

func TestAProblemIsPutAtItsInput(t *testing.T) {
	for name, c := range map[string]struct {
		path  string
		id    string // "" when the form has no such input
		field string
		row   int
	}{
		"a plain input":                      {"title", "title", "title", 0},
		"an input deeper in the API":         {"price.amount", "price", "price", 0},
		"an input of the second recipient":   {"recipients.1.phone", "recipients-1-phone", "phone", 2},
		"a choice":                           {"recipients.0.roles", "recipients-0-roles", "roles", 1},
		"a list as a whole":                  {"recipients", "recipients-0-roles", "roles", 1},
		"an input that is not there":         {"zone", "", "", 0},
		"a recipient that is not there":      {"recipients.7.name", "", "", 0},
		"a recipient that is not a number":   {"recipients.x.name", "", "", 0},
		"a negative recipient":               {"recipients.-1.name", "", "", 0},
		"nothing":                            {"", "", "", 0},
		"a recipient without a further path": {"recipients.0", "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			form := screen.DeliveryForm{Recipients: make([]screen.RecipientForm, 2)}
			found := frontend.RejectField(&form, c.path, "required", map[string]string{"max": "3"})
			if found != (c.id != "") {
				t.Fatalf("found: %t", found)
			}
			problems := frontend.FormProblems(form)
			if !found {
				if len(problems) > 0 {
					t.Errorf("problems %+v were noted all the same", problems)
				}
				return
			}
			if len(problems) != 1 || problems[0].ID != c.id || problems[0].Field != c.field || problems[0].Row != c.row || problems[0].Params["max"] != "3" {
				t.Errorf("problems: %+v", problems)
			}
		})
	}
}

func FuzzReadForm(f *testing.F) {
	f.Add("title=a&recipients-0-name=b&recipients-9-roles=payer&upload=1&upload=2")
	f.Add("recipients--1-name=x&recipients-99999999999999999999-name=y&%zz")
	f.Fuzz(func(t *testing.T, body string) {
		values, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		var form screen.DeliveryForm
		if err := frontend.ReadForm(values, &form); err != nil {
			t.Fatal(err)
		}
		if len(form.Recipients) > 10 || len(form.Uploads) > 100 {
			t.Errorf("%d recipients, %d uploads", len(form.Recipients), len(form.Uploads))
		}
	})
}
