package db

import (
	"container/list"
	"sync"

	"quittance/internal/delivery"
)

// deliveryCache keeps the deliveries used last, each in its newest known version. Entries are never changed and are
// only valid together with a version just read from the database, so that another server's write is always seen.
type deliveryCache struct {
	mu    sync.Mutex
	limit int
	order *list.List // of *delivery.Delivery, last used first
	byID  map[delivery.ID]*list.Element
}

func newDeliveryCache(limit int) *deliveryCache {
	return &deliveryCache{limit: limit, order: list.New(), byID: map[delivery.ID]*list.Element{}}
}

// get returns the delivery in exactly this version, or nil. It is for reading.
func (c *deliveryCache) get(id delivery.ID, version int64) *delivery.Delivery {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok {
		return nil
	}
	d := e.Value.(*delivery.Delivery) //nolint:forcetypeassert // only deliveries are stored
	if d.Version != version {
		return nil
	}
	c.order.MoveToFront(e)
	return d
}

// put keeps d, unless a newer version is known. The caller must not change d any more.
func (c *deliveryCache) put(d *delivery.Delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byID[d.ID]; ok {
		if e.Value.(*delivery.Delivery).Version < d.Version { //nolint:forcetypeassert // as above
			e.Value = d
		}
		c.order.MoveToFront(e)
		return
	}
	if c.limit <= 0 {
		return
	}
	for c.order.Len() >= c.limit {
		oldest := c.order.Back()
		delete(c.byID, c.order.Remove(oldest).(*delivery.Delivery).ID) //nolint:forcetypeassert // as above
	}
	c.byID[d.ID] = c.order.PushFront(d)
}
