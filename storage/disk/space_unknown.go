//go:build !linux && !darwin

package disk

func free(string) (left uint64, known bool, err error) { return 0, false, nil }
