package pades

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// revision collects new and changed objects, to be written after what is there.
type revision struct {
	objects map[int]object
	next    int // first object number never used
}

func newRevision(next int) *revision { return &revision{map[int]object{}, next} }

// add gives o a number.
func (r *revision) add(o object) ref {
	at := ref{r.next, 0}
	r.objects[r.next] = o
	r.next++
	return at
}

func (r *revision) set(at ref, o object) { r.objects[at.num] = o }

// raw is an object already spelled, for one whose bytes must stand at known places.
type raw []byte

// write appends the objects, their table and a trailer to b, and tells where each object's text begins (after
// "n 0 obj" and its end of line). Members Size and, unless prev is negative, Prev are added to the trailer.
func (r *revision) write(b *bytes.Buffer, trailer dict, prev int) (map[int]int, error) {
	nums := slices.Sorted(maps.Keys(r.objects))
	offsets, starts := map[int]int{}, map[int]int{}
	for _, n := range nums {
		offsets[n] = b.Len()
		fmt.Fprintf(b, "%d 0 obj\n", n)
		starts[n] = b.Len()
		if text, isRaw := r.objects[n].(raw); isRaw {
			b.Write(text)
		} else if err := writeObject(b, r.objects[n]); err != nil {
			return nil, err
		}
		b.WriteString("\nendobj\n")
	}
	at := b.Len()
	b.WriteString("xref\n")
	if prev < 0 {
		b.WriteString("0 1\n0000000000 65535 f \n")
	}
	for i := 0; i < len(nums); {
		j := i
		for j < len(nums) && nums[j] == nums[i]+j-i {
			j++
		}
		fmt.Fprintf(b, "%d %d\n", nums[i], j-i)
		for ; i < j; i++ {
			fmt.Fprintf(b, "%010d 00000 n \n", offsets[nums[i]])
		}
	}
	trailer = maps.Clone(trailer)
	trailer["Size"] = integer(r.next)
	delete(trailer, "Prev")
	if prev >= 0 {
		trailer["Prev"] = integer(prev)
	}
	b.WriteString("trailer\n")
	if err := writeDict(b, trailer); err != nil {
		return nil, err
	}
	fmt.Fprintf(b, "\nstartxref\n%d\n%%%%EOF\n", at)
	return starts, nil
}
