package board

// RemakeOne derives one delivery anew.
var RemakeOne = remake
