// Package lan finds this machine on the local network, for a telephone that is to reach it.
package lan

import (
	"errors"
	"fmt"
	"net"
)

// IP is the first private IPv4 address of a network interface that is up.
func IP() (net.IP, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("list network addresses: %w", err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsPrivate() {
			return n.IP, nil
		}
	}
	return nil, errors.New("this machine has no address on a local network: connect it, then try again")
}
