package main

func (s *server) openSender() error { return nil }
