package seat

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAWorkerTakesTheNameOfTheOneBefore(t *testing.T) {
	dir := t.TempDir()
	take := func() *Seat {
		t.Helper()
		s, err := Take(dir)
		if err != nil || s.id == "" || len(s.id) > 100 {
			t.Fatal(s, err)
		}
		return s
	}
	first, second := take(), take()
	if first.id == second.id {
		t.Fatal("two workers at once have one name")
	}
	if err := first.Leave(); err != nil {
		t.Fatal(err)
	}
	again := take()
	if again.id != first.id {
		t.Errorf("the next worker is %s, not %s", again.id, first.id)
	}
	if third := take(); third.id == again.id || third.id == second.id {
		t.Error("a third worker has a name that is taken")
	}
	other, err := Take(t.TempDir())
	if err != nil || other.id == first.id {
		t.Error("another folder has the same names", err)
	}
}

func TestANameThatWasHalfWrittenIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "worker-0.lock"), []byte("0123456789abcdef"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Take(dir)
	if err != nil || strings.HasSuffix(s.id, "0123456789abcdef") {
		t.Fatal(s, err)
	}
	if err := s.Leave(); err != nil {
		t.Fatal(err)
	}
	if next, err := Take(dir); err != nil || next.id != s.id {
		t.Error(next, err)
	}
}

func TestWhereEverySeatIsTakenTheQueueNamesItself(t *testing.T) {
	dir := t.TempDir()
	for range maxSeats {
		if s, err := Take(dir); err != nil || s.id == "" {
			t.Fatal(s, err)
		}
	}
	if s, err := Take(dir); err != nil || s.id != "" || s.Leave() != nil {
		t.Error(s, err)
	}
}
