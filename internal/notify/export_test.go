package notify

// AsIfRemote treats the loopback server of a test as one on the network: STARTTLS or nothing.
func (m *Mailer) AsIfRemote() *Mailer {
	m.server.mandatory = true
	return m
}

// IsTLSMandatory tells what a server's address asks for.
func IsTLSMandatory(address string) (bool, error) {
	s, err := parseServer(address)
	return s.mandatory || s.implicit, err
}

// AttachmentName is how a message names a file.
var AttachmentName = attachmentName
