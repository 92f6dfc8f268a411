package frontend

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Field is one input of a form: what was typed, kept whatever it was, and the code of what is wrong with it.
// The sentence shown is the catalogue's "problem.<Error>" with Params.
type Field struct {
	Value  string
	Error  string
	Params map[string]string
}

// Choice is a group of checkboxes of one name: the values that are ticked.
type Choice struct {
	Values []string
	Error  string
	Params map[string]string
}

// Has reports whether a value is ticked.
func (c Choice) Has(value string) bool { return slices.Contains(c.Values, value) }

// Tick is a checkbox.
type Tick struct {
	Checked bool
	Error   string
}

// FieldProblem is one line of the summary above a form; ID is both the name and the id of the input.
type FieldProblem struct {
	ID     string
	Field  string // the tag of the input, "field.<Field>" in the catalogue
	Row    int    // from 1 in a list of rows, else 0
	Code   string
	Params map[string]string
}

// ReadForm fills the Field, Tick and []string members of a form struct from posted values, by their `form` tags.
// Slices of structs are read as "<tag>-<i>-<inner tag>" for i from 0, at most as many as the tag's max allows; what
// was posted beyond it is left out. Values longer than 20,000 bytes are cut: no field of ours is that long.
func ReadForm(values url.Values, form any) error {
	v := reflect.ValueOf(form)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("read form: need a pointer to a struct, have %T", form)
	}
	return readStruct(values, v.Elem(), "")
}

const longestValue = 20_000

func readStruct(values url.Values, v reflect.Value, prefix string) error {
	t := v.Type()
	for i := range t.NumField() {
		tag, limit := formTag(t.Field(i))
		if tag == "" {
			continue
		}
		name := prefix + tag
		switch member := v.Field(i).Addr().Interface().(type) {
		case *Field:
			*member = Field{Value: cut(values.Get(name))}
		case *Tick:
			*member = Tick{Checked: values.Has(name)}
		case *Choice:
			list := values[name]
			*member = Choice{Values: append([]string(nil), list[:min(len(list), limit)]...)}
		case *[]string:
			list := values[name]
			*member = append([]string(nil), list[:min(len(list), limit)]...)
		default:
			if err := readRows(values, v.Field(i), name, limit); err != nil {
				return err
			}
		}
	}
	return nil
}

func readRows(values url.Values, rows reflect.Value, name string, limit int) error {
	if rows.Kind() != reflect.Slice || rows.Type().Elem().Kind() != reflect.Struct {
		return fmt.Errorf("read form: %s has type %s, which no form input fills", name, rows.Type())
	}
	count := 0
	for key := range values {
		rest, found := strings.CutPrefix(key, name+"-")
		if !found {
			continue
		}
		index, _, _ := strings.Cut(rest, "-")
		if n, err := strconv.Atoi(index); err == nil && n >= 0 && n < limit {
			count = max(count, n+1)
		}
	}
	rows.Set(reflect.MakeSlice(rows.Type(), count, count))
	for i := range count {
		if err := readStruct(values, rows.Index(i), name+"-"+strconv.Itoa(i)+"-"); err != nil {
			return err
		}
	}
	return nil
}

// RejectField says what is wrong with the input at a path as the API writes it ("title", "recipients.0.phone") and
// keeps what was typed. It returns false when the form has no such input.
func RejectField(form any, path, code string, params map[string]string) bool {
	v := reflect.Indirect(reflect.ValueOf(form))
	for v.Kind() == reflect.Struct {
		head, rest, _ := strings.Cut(path, ".")
		member, found := memberByTag(v, head)
		if !found {
			return false
		}
		switch input := member.Addr().Interface().(type) {
		case *Field:
			input.Error, input.Params = code, params
			return true
		case *Tick:
			input.Error = code
			return true
		case *Choice:
			input.Error, input.Params = code, params
			return true
		}
		if rest == "" && member.Kind() == reflect.Slice && member.Len() > 0 {
			return rejectFirst(member.Index(0), code, params)
		}
		index, inner, _ := strings.Cut(rest, ".")
		i, err := strconv.Atoi(index)
		if err != nil || member.Kind() != reflect.Slice || i < 0 || i >= member.Len() {
			return false
		}
		v, path = member.Index(i), inner
	}
	return false
}

// rejectFirst says what is wrong with a list as a whole at the first choice of its first row, else its first input.
func rejectFirst(row reflect.Value, code string, params map[string]string) bool {
	for i := range row.NumField() {
		if choice, ok := row.Field(i).Addr().Interface().(*Choice); ok {
			choice.Error, choice.Params = code, params
			return true
		}
	}
	for i := range row.NumField() {
		if field, ok := row.Field(i).Addr().Interface().(*Field); ok {
			field.Error, field.Params = code, params
			return true
		}
	}
	return false
}

func memberByTag(v reflect.Value, tag string) (reflect.Value, bool) {
	if !v.CanAddr() {
		return reflect.Value{}, false
	}
	for i := range v.NumField() {
		if name, _ := formTag(v.Type().Field(i)); name != "" && name == tag {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// FormProblems lists what is wrong in a form, in the order of its members.
func FormProblems(form any) []FieldProblem {
	v := reflect.Indirect(reflect.ValueOf(form))
	if v.Kind() != reflect.Struct {
		return nil
	}
	return structProblems(v, "", 0)
}

// PageProblems lists what is wrong in the forms that are members of a page, with the ids that its template gives the inputs:
// the member's tag `ids` is what stands before them.
func PageProblems(page any) []FieldProblem {
	v := reflect.Indirect(reflect.ValueOf(page))
	if v.Kind() != reflect.Struct {
		return nil
	}
	var found []FieldProblem
	for i := range v.NumField() {
		if member := v.Type().Field(i); member.Type.Kind() == reflect.Struct && member.IsExported() {
			for _, p := range structProblems(v.Field(i), "", 0) {
				p.ID = member.Tag.Get("ids") + p.ID
				found = append(found, p)
			}
		}
	}
	return found
}

func structProblems(v reflect.Value, prefix string, row int) []FieldProblem {
	var found []FieldProblem
	t := v.Type()
	for i := range t.NumField() {
		tag, _ := formTag(t.Field(i))
		if tag == "" {
			continue
		}
		switch member := v.Field(i).Interface().(type) {
		case Field:
			if member.Error != "" {
				found = append(found, FieldProblem{prefix + tag, tag, row, member.Error, member.Params})
			}
		case Tick:
			if member.Error != "" {
				found = append(found, FieldProblem{prefix + tag, tag, row, member.Error, nil})
			}
		case Choice:
			if member.Error != "" {
				found = append(found, FieldProblem{prefix + tag, tag, row, member.Error, member.Params})
			}
		case []string:
		default:
			for j := range v.Field(i).Len() {
				found = append(found, structProblems(v.Field(i).Index(j), prefix+tag+"-"+strconv.Itoa(j)+"-", j+1)...)
			}
		}
	}
	return found
}

// formTag reads `form:"name,limit"`; the limit counts rows or repeated values and is 20 when absent.
func formTag(f reflect.StructField) (string, int) {
	const usual = 20
	name, limit, _ := strings.Cut(f.Tag.Get("form"), ",")
	if n, err := strconv.Atoi(limit); err == nil {
		return name, n
	}
	return name, usual
}

func cut(s string) string {
	if len(s) <= longestValue {
		return s
	}
	return strings.ToValidUTF8(s[:longestValue], "")
}
