package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"quittance/internal/db"
	"quittance/internal/delivery"
	"quittance/internal/web/command"
)

// operation is what the document says of a route, and who may call it.
type operation struct {
	id, method, path string
	tag              string
	summary          string
	description      string
	status           int // of success; 0: 200
	right            right
	refusals         []int // statuses beyond those every operation may answer
}

func (o operation) document() huma.Operation {
	op := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Tags: []string{o.tag}, Summary: o.summary,
		Description:   o.description + "\n\nThe key needs the scope `" + string(o.right.scope) + "`.",
		DefaultStatus: o.status, Security: []map[string][]string{{securityScheme: {}}},
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
	}
	if o.path != pathDeliveries {
		op.Errors = append(op.Errors, http.StatusNotFound)
	}
	if o.method == http.MethodPost {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage)
	}
	op.Errors = append(op.Errors, o.refusals...)
	slices.Sort(op.Errors)
	return op
}

// register adds an operation to the document and its route to the table of permissions.
func register[I, O any](d *Door, o operation, document huma.Operation, handle func(context.Context, *I) (*O, error)) {
	d.Declare(o.method, strings.NewReplacer("{", ":", "}", "").Replace(o.path), o.right.access())
	huma.Register(d.api, document, handle)
}

// answer is the envelope that the library wants around a body.
type answer[A any] struct{ Body A }

// read registers an operation that changes nothing.
func read[I, A any](d *Door, o operation, handle func(ctx context.Context, m command.Member, in *I) (A, error)) {
	register(d, o, o.document(), func(ctx context.Context, in *I) (*answer[A], error) {
		who, err := callerOf(ctx)
		if err != nil {
			return nil, err
		}
		m, err := who.check(o.right)
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		body, err := handle(ctx, m, in)
		if err != nil {
			return nil, d.refuse(who.echo, err)
		}
		return &answer[A]{body}, nil
	})
}

// One names a delivery. Exported, as huma passes over embedded types that are not.
type One struct {
	ID string `path:"id" doc:"The delivery." example:"01kay3m8r2f8v1wz6q4t9d5xgh"`
}

// Keyed is a request that is done once however often it is sent.
type Keyed struct {
	Key string `header:"Idempotency-Key" doc:"Any text of your choice that names this request, best a random one. Sent again within 24 hours with the same body, the request is not carried out twice: the answer shows the delivery as it is then. With another body the answer is 422." maxLength:"200" pattern:"^[\\x21-\\x7e]+$" patternDescription:"printable ASCII without spaces" example:"5f0c1f6e-8a39-4d6a-9a51-2f6b0d3e8c11"`
}

// act registers a POST on a delivery: its body is read, do is one of the commands, and render answers with the
// delivery as it is afterwards. What is repeated under its key is only rendered.
func act[B, A any](d *Door, o operation, do func(ctx context.Context, k *command.Commands, m command.Member, id string, body B) (*delivery.Delivery, error), render func(*delivery.Delivery, B) (A, error)) {
	o.method = http.MethodPost
	register(d, o, o.document(), func(ctx context.Context, in *struct {
		One
		Keyed
	}) (*answer[A], error) {
		return post(ctx, d, o, in.Key, in.ID, func(k *command.Commands, m command.Member, body B) (*delivery.Delivery, error) {
			if !isID(in.ID) {
				return nil, db.ErrNotFound
			}
			return do(ctx, k, m, in.ID, body)
		}, nil, render)
	})
	describeBody[B](d, o)
}

// post is what every POST has in common: rights, body, key, answer. check tells what else is wrong with a body that
// does not follow the schema, so that the caller hears of everything at once; it may be nil.
func post[B, A any](ctx context.Context, d *Door, o operation, key, id string, do func(*command.Commands, command.Member, B) (*delivery.Delivery, error), check func(command.Member, B) error, render func(*delivery.Delivery, B) (A, error)) (*answer[A], error) {
	who, err := callerOf(ctx)
	if err != nil {
		return nil, err
	}
	result, err := func() (A, error) {
		var nothing A
		m, err := who.check(o.right)
		if err != nil {
			return nothing, err
		}
		raw, err := readBody(who.echo)
		if err != nil {
			return nothing, err
		}
		body, wrong, err := decode[B](d, raw)
		if err != nil {
			return nothing, err
		}
		if len(wrong) > 0 {
			if check != nil {
				return nothing, together(wrong, check(m, body))
			}
			return nothing, wrong.Err()
		}
		after, err := d.once(ctx, m, requestKey(m, key, o, id, raw, d.At()), func(k *command.Commands) (*delivery.Delivery, error) { return do(k, m, body) })
		if err != nil {
			return nothing, err
		}
		return render(after, body)
	}()
	if err != nil {
		return nil, d.refuse(who.echo, err)
	}
	return &answer[A]{result}, nil
}

// describeBody adds the body that post reads itself to the document.
func describeBody[B any](d *Door, o operation) {
	schema := d.schema(reflect.TypeFor[B]())
	required := len(d.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref).Required) > 0
	d.api.OpenAPI().Paths[o.path].Post.RequestBody = &huma.RequestBody{
		Required: required, Content: map[string]*huma.MediaType{jsonType: {Schema: schema}},
	}
}

func (d *Door) schema(t reflect.Type) *huma.Schema {
	return d.api.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
}

// isID reports whether a text can be the id of a delivery. Others are not looked for.
func isID(id string) bool {
	const length = 26
	if len(id) != length {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
