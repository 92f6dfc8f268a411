package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"quittance/internal/account"
)

const (
	securityScheme = "key"
	schemaPrefix   = "#/components/schemas/"
	jsonType       = "application/json"

	tagUploads    = "uploads"
	tagDeliveries = "deliveries"
	tagMoney      = "money"
	tagRecipients = "recipients"
)

const introduction = `Deliver files against payment and signature.

1. Upload each file with tus 1.0: ` + "`POST /api/v1/uploads`" + `, then ` + "`PATCH`" + ` its Location.
2. ` + "`POST /api/v1/deliveries`" + ` with the ids of the uploads, the price and the recipients.
3. ` + "`POST /api/v1/deliveries/{id}/send`" + ` answers with a signed link for each recipient.
4. Follow it with ` + "`GET /api/v1/deliveries/{id}`" + ` and its events; the certificate is a sealed PDF.

Amounts are integers in minor units with an ISO 4217 code, days are ` + "`2006-01-02`" + ` in the time zone of your workspace, instants are RFC 3339 in UTC. Unknown fields of a body are an error. Every error is a problem document (RFC 9457) with a stable ` + "`code`" + `. Every POST but an upload may carry an ` + "`Idempotency-Key`" + `.`

// config is the library's, without its pages (they load foreign scripts) and without links to schemas in bodies.
func config() huma.Config {
	c := huma.DefaultConfig("Quittance", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Info.Description = introduction
	c.Servers = []*huma.Server{{URL: "/", Description: "This instance."}}
	c.Tags = []*huma.Tag{
		{Name: tagUploads, Description: "Files on their way in: resumable, encrypted as they come."},
		{Name: tagDeliveries, Description: "What you send, and what became of it."},
		{Name: tagMoney, Description: "What is owed, paid and given back."},
		{Name: tagRecipients, Description: "The people a delivery is for."},
	}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{securityScheme: {
		Type: "http", Scheme: "bearer", BearerFormat: "qk_…",
		Description: "An API key of a member, made under settings or by `quittance apikey create`. It can do no more than its scopes and its member's role allow.",
	}}
	return c
}

// statuses say what an error means here.
var statuses = map[int]string{
	http.StatusBadRequest:            "The body could not be read.",
	http.StatusUnauthorized:          "The key is missing, unknown or revoked. Why is not said.",
	http.StatusPaymentRequired:       "Locked: a gate has not been passed, or the certificate is being sealed.",
	http.StatusForbidden:             "The key lacks the scope, or its member's role does not allow it.",
	http.StatusNotFound:              "No such delivery in this workspace, or no such part of it.",
	http.StatusConflict:              "The state of the delivery does not allow it.",
	http.StatusGone:                  "Ended: withdrawn, declined, expired or revoked.",
	http.StatusRequestEntityTooLarge: "The body is too large.",
	http.StatusUnprocessableEntity:   "The input is not valid: errors names every wrong field. Also: the Idempotency-Key named another request.",
	http.StatusTooManyRequests:       "Too many requests: Retry-After says how long to wait.",
	http.StatusServiceUnavailable:    "The database is busy: nothing was changed. Retry-After says when to try again.",
	http.StatusInsufficientStorage:   "The storage is full: nothing was changed. Tell whoever runs this instance.",
	http.StatusInternalServerError:   "A fault of ours, in the log under request.",
}

// problemFields describe a problem document. The type itself is the kernel's, which knows nothing of this document.
var problemFields = map[string]string{
	"type":    "Always about:blank: code says which problem it is.",
	"title":   "The status in words.",
	"status":  "The status of the answer.",
	"detail":  "One plain English sentence.",
	"code":    "Stable: decide by it.",
	"request": "The request's id in the log; quote it when you ask for help.",
	"errors":  "Every wrong field of the input.",
	"field":   "Its path in the input, such as recipients.0.phone.",
	"params":  "Numbers and names that the code speaks of.",
}

// describe completes the document with what no type of the code says.
func (d *Door) describe() {
	document := d.api.OpenAPI()
	d.describeUploads()
	sent := map[string]bool{}
	for _, item := range document.Paths {
		if item.Post != nil && item.Post.RequestBody != nil && item.Post.RequestBody.Content[jsonType] != nil {
			d.collect(item.Post.RequestBody.Content[jsonType].Schema, sent)
		}
	}
	for name, schema := range document.Components.Schemas.Map() {
		if !sent[name] {
			schema.AdditionalProperties = nil // an answer may say more one day; a body never does
		}
		if name != "Problem" && name != "DocumentError" {
			continue
		}
		for field, property := range schema.Properties {
			property.Description = problemFields[field]
		}
	}
	for _, item := range document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Head, item.Post, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			for code, response := range op.Responses {
				status, err := strconv.Atoi(code)
				if text := statuses[status]; err == nil && text != "" {
					response.Description = text
				}
			}
			if unauthorized := op.Responses["401"]; unauthorized != nil {
				unauthorized.Headers = map[string]*huma.Param{"WWW-Authenticate": {Schema: &huma.Schema{Type: "string"}}}
			}
		}
	}
}

// collect names the schemas that bodies are made of.
func (d *Door) collect(schema *huma.Schema, names map[string]bool) {
	if schema == nil {
		return
	}
	if name, ok := strings.CutPrefix(schema.Ref, schemaPrefix); ok {
		names[name] = true
		schema = d.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref)
	}
	d.collect(schema.Items, names)
	for _, property := range schema.Properties {
		d.collect(property, names)
	}
}

// describeUploads says how uploads are made. The protocol is tus, which has its own specification.
func (d *Door) describeUploads() {
	const noVersion = "Tus-Resumable is missing, or names another version."
	errors := func(codes map[string]string) map[string]*huma.Response {
		out := map[string]*huma.Response{
			"401": d.problemResponse(), "403": d.problemResponse(),
			"500": {Description: "The file could not be stored; what was received before stays."}, "503": {Description: "The database is busy: nothing was stored. Try again in a moment."},
		}
		for code, text := range codes {
			out[code] = &huma.Response{Description: text}
		}
		return out
	}
	text := func(name, description, example string, required bool) *huma.Param {
		return &huma.Param{Name: name, In: "header", Description: description, Example: example, Required: required, Schema: &huma.Schema{Type: "string"}}
	}
	version := text("Tus-Resumable", "The version of the protocol.", "1.0.0", true)
	id := &huma.Param{Name: "upload", In: "path", Required: true, Description: "The id of the upload.", Schema: &huma.Schema{Type: "string"}}
	bytes := &huma.RequestBody{Content: map[string]*huma.MediaType{
		"application/offset+octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}
	d.addUpload(huma.Operation{
		OperationID: "create-upload", Method: http.MethodPost, Path: pathUploads, Summary: "Begin an upload",
		Description: "The first step of tus 1.0 (https://tus.io/protocols/resumable-upload), extensions creation, creation-with-upload and termination. The last segment of the answer's Location is the id that `POST /api/v1/deliveries` takes.",
		Parameters: []*huma.Param{
			version, text("Upload-Length", "Bytes of the whole file.", "7340032", true),
			text("Upload-Metadata", "`filename` and `filetype`, each with its value in base64.", "filename UkRDLnBkZg==,filetype YXBwbGljYXRpb24vcGRm", false),
		},
		RequestBody: bytes,
		Responses: errors(map[string]string{
			"201": "Begun; Location is where it goes on.", "400": "A header is malformed or missing.", "412": noVersion, "413": "Larger than allowed.",
			"422": "The file is empty, or its name has control characters.", "431": "Upload-Metadata is too long.", "501": "The length has to be known: Upload-Defer-Length is not taken.",
			"507": "The storage is full.",
		}),
	})
	d.addUpload(huma.Operation{
		OperationID: "look-at-upload", Method: http.MethodHead, Path: pathUploads + "/{upload}", Summary: "Ask how far an upload is",
		Description: "Upload-Offset says where to go on after a broken connection.", Parameters: []*huma.Param{id, version},
		Responses: errors(map[string]string{"200": "Upload-Offset and Upload-Length.", "404": "No such upload in this workspace."}),
	})
	d.addUpload(huma.Operation{
		OperationID: "continue-upload", Method: http.MethodPatch, Path: pathUploads + "/{upload}", Summary: "Continue an upload",
		Description: "Sends bytes from an offset, as many as you like. The upload is finished when its length is reached.",
		Parameters:  []*huma.Param{id, version, text("Upload-Offset", "Where these bytes begin.", "0", true)}, RequestBody: bytes,
		Responses: errors(map[string]string{
			"204": "Stored; Upload-Offset is where to go on.", "400": "A header is malformed or missing.", "404": "No such upload in this workspace.", "409": "The offset is another one.", "412": noVersion,
			"413": "Longer than declared.", "423": "A newer client has taken over.", "507": "The storage is full.",
		}),
	})
	d.addUpload(huma.Operation{
		OperationID: "abandon-upload", Method: http.MethodDelete, Path: pathUploads + "/{upload}", Summary: "Abandon an upload",
		Description: "Destroys what was received of an upload that is not finished.", Parameters: []*huma.Param{id, version},
		Responses: errors(map[string]string{"204": "Gone.", "404": "No such upload in this workspace.", "412": noVersion}),
	})
}

func (d *Door) addUpload(op huma.Operation) {
	op.Tags, op.Security = []string{tagUploads}, []map[string][]string{{securityScheme: {}}}
	op.Description += "\n\nThe key needs the scope `" + string(account.WriteDeliveries) + "`."
	d.api.OpenAPI().AddOperation(&op)
}

func (d *Door) problemResponse() *huma.Response {
	return &huma.Response{Content: map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{Ref: schemaPrefix + "Problem"}}}}
}
