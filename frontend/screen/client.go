package screen

import (
	"time"

	"quittance/frontend"
)

// Clients is GET /clients: whom deliveries were sent to.
type Clients struct {
	frontend.Shell
	Rows      []ClientRow
	Search    string
	IsFurther bool   // not the first page
	OlderURL  string // "" when this is the last page
}

// ClientRow is one client in a list.
type ClientRow struct {
	ID, Name, Company, Email string
	LastAt                   time.Time
}

// Client is GET /clients/{id}: how they are reached, whether they were told, and what was sent to them.
type Client struct {
	frontend.Shell
	ClientRow
	Phone      string
	InformedAt time.Time // when it was declared that they knew of delivery against payment
	Rows       []DeliveryRow
	OlderURL   string // "" when this is the last page
}

// Announcement is GET /clients/announcement: texts to copy for clients who are used to getting files first.
type Announcement struct{ frontend.Shell }

// Note is what a member wrote about a delivery.
type Note struct {
	ID, Member, Text string
	At               time.Time
}

// NoteForm is a note as typed.
type NoteForm struct {
	Text frontend.Field `form:"text"`
}

// DeleteNoteForm names a note.
type DeleteNoteForm struct {
	Note frontend.Field `form:"note"`
}

func (Clients) Template() string      { return "sender/clients" }
func (Client) Template() string       { return "sender/client" }
func (Announcement) Template() string { return "sender/announcement" }
