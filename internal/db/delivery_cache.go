package db

import (
	"sync"

	"quittance/internal/delivery"
)

// deliveryCache keeps the deliveries used last, each in its newest known version. Entries are never changed and are
// only valid together with a version just read from the database, so that another server's write is always seen.
//
// It has two generations: what is used moves into the young one; when that is full it becomes the old one, and what
// was in the old one and not used since is dropped.
type deliveryCache struct {
	mu    sync.Mutex
	size  int // of a generation; 0 keeps nothing
	young map[delivery.ID]*delivery.Delivery
	old   map[delivery.ID]*delivery.Delivery
}

func newDeliveryCache(limit int) *deliveryCache {
	return &deliveryCache{size: max(limit, 0) / 2, young: map[delivery.ID]*delivery.Delivery{}}
}

// get returns the delivery in exactly this version, or nil. It is for reading.
func (c *deliveryCache) get(id delivery.ID, version int64) *delivery.Delivery {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, isYoung := c.young[id]
	if !isYoung {
		d = c.old[id]
	}
	if d == nil || d.Version != version {
		return nil
	}
	if !isYoung {
		c.keep(d)
	}
	return d
}

// put keeps d, unless a newer version is known. The caller must not change d any more.
func (c *deliveryCache) put(d *delivery.Delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, known := range []*delivery.Delivery{c.young[d.ID], c.old[d.ID]} {
		if known != nil && known.Version >= d.Version {
			return
		}
	}
	c.keep(d)
}

func (c *deliveryCache) keep(d *delivery.Delivery) {
	if c.size == 0 {
		return
	}
	if _, there := c.young[d.ID]; !there && len(c.young) >= c.size {
		c.old, c.young = c.young, make(map[delivery.ID]*delivery.Delivery, c.size)
	}
	c.young[d.ID] = d
}
