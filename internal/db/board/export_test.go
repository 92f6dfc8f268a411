package board

import "quittance/internal/db/sqlgen"

// RemakeOne derives one delivery anew.
var RemakeOne = remake

// On is a board over queries that a test watches.
func On(q *sqlgen.Queries) *Board { return &Board{q} }
