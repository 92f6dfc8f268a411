package frontend

import (
	"bytes"
	"reflect"
	"sync"
)

// keptPages is how many pages are remembered: some 10 kB each.
const keptPages = 1024

// kept remembers what pages looked like when they were last rendered. A page is a function of its language and its
// struct, so an entry is good exactly as long as the struct is the same, and nothing ever has to be thrown away in time.
//
// It has two generations: what is used moves into the young one; when that is full it becomes the old one, and what
// was in the old one and not used since is dropped.
type kept struct {
	mu         sync.Mutex
	young, old map[string]*keptPage
}

type keptPage struct {
	lang Lang
	page Page
	html []byte
}

// RenderKept is Render for a page that is asked for again and again without having changed: under one key, the page
// last rendered is remembered. The bytes are shared and must not be changed; nor may what the page refers to.
func (r *Renderer) RenderKept(lang Lang, key string, page Page) ([]byte, error) {
	if known := r.kept.get(key); known != nil && known.lang == lang && reflect.DeepEqual(known.page, page) {
		return known.html, nil
	}
	var b bytes.Buffer
	if err := r.Render(&b, lang, page); err != nil {
		return nil, err
	}
	r.kept.put(key, &keptPage{lang: lang, page: page, html: b.Bytes()})
	return b.Bytes(), nil
}

func (k *kept) get(key string) *keptPage {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p, ok := k.young[key]; ok {
		return p
	}
	p, ok := k.old[key]
	if ok {
		k.keep(key, p)
	}
	return p
}

func (k *kept) put(key string, p *keptPage) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keep(key, p)
}

func (k *kept) keep(key string, p *keptPage) {
	if _, there := k.young[key]; k.young == nil || !there && len(k.young) >= keptPages/2 {
		k.old, k.young = k.young, make(map[string]*keptPage)
	}
	k.young[key] = p
}
