package frontend

import (
	"html"
	"html/template"
	"text/template/parse"
)

// foldConstants turns what is the same at every showing (a sentence without parameters, a fixed path, an asset) into
// plain text, because a call from a template costs about a microsecond and a page makes dozens of them. It must run
// before the first execution, which escapes; what it writes is escaped here, for text and quoted attributes, the only
// places where our templates put words.
func foldConstants(t *template.Template, c *catalogue, assets *Assets) {
	for _, part := range t.Templates() {
		if part.Tree != nil {
			foldList(part.Tree.Root, c, assets)
		}
	}
}

func foldList(list *parse.ListNode, c *catalogue, assets *Assets) {
	if list == nil {
		return
	}
	for i, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.ActionNode:
			if text, constant := constantOf(node.Pipe, c, assets); constant {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: node.Pos, Text: []byte(html.EscapeString(text))}
			}
		case *parse.IfNode:
			foldList(node.List, c, assets)
			foldList(node.ElseList, c, assets)
		case *parse.WithNode:
			foldList(node.List, c, assets)
			foldList(node.ElseList, c, assets)
		case *parse.RangeNode:
			foldList(node.List, c, assets)
			foldList(node.ElseList, c, assets)
		default:
		}
	}
}

// constantOf evaluates {{t "key"}}, {{path "name"}}, {{asset "name"}}, {{lang}} and {{otherLang}}.
func constantOf(pipe *parse.PipeNode, c *catalogue, assets *Assets) (string, bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return "", false
	}
	args := pipe.Cmds[0].Args
	function, ok := args[0].(*parse.IdentifierNode)
	if !ok {
		return "", false
	}
	if len(args) == 1 {
		switch function.Ident {
		case "lang":
			return string(c.lang), true
		case "otherLang":
			return string(otherLang(c.lang)), true
		default:
			return "", false
		}
	}
	literal, ok := args[1].(*parse.StringNode)
	if !ok || len(args) != 2 {
		return "", false
	}
	var text string
	var err error
	switch function.Ident {
	case "t":
		text, err = c.say(literal.Text)
	case "path":
		text, err = namedPath(literal.Text)
	case "asset":
		text, err = assets.url(literal.Text)
	default:
		return "", false
	}
	return text, err == nil
}
