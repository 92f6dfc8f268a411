package pagecount

import (
	"fmt"
	"os"
	"syscall"
)

// limitSelf bounds what this process may take from now on: memory, time on the processor, and files, of which it needs
// none.
func limitSelf() error {
	// Where the machine's memory ends first, this process goes before the server. Without /proc it stands as it stood.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)
	for _, l := range []struct {
		what     string
		resource int
		most     uint64
	}{
		{"memory", syscall.RLIMIT_DATA, maxMemory},
		{"processor time", syscall.RLIMIT_CPU, maxSeconds},
		{"written files", syscall.RLIMIT_FSIZE, 0},
		{"core files", syscall.RLIMIT_CORE, 0},
	} {
		if err := syscall.Setrlimit(l.resource, &syscall.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return fmt.Errorf("limit %s: %w", l.what, err)
		}
	}
	return nil
}
