# The two commands of the README are `make run` and `make test`; the others are named in CONTRIBUTING.md.
SHELL := /bin/bash
.DELETE_ON_ERROR:

BIN      := bin/quittance
BUILD    := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.build=$(BUILD)
TOOLS    := $(CURDIR)/.tools
GO_FILES := $(shell find cmd internal storage migrations frontend -name '*.go' -not -path '*/node_modules/*' 2>/dev/null)
GO_DATA  := $(shell find migrations internal frontend -type f \( -name '*.sql' -o -name '*.html' -o -name '*.txt' -o -name '*.toml' -o -name '*.css' -o -name '*.ttf' \) -not -path '*/node_modules/*' 2>/dev/null)
WEB_SRC  := $(shell find frontend/scripts frontend/styles frontend/build.mjs -type f 2>/dev/null)

export CGO_ENABLED := 0

.PHONY: run test build frontend lint bench soak generate check-generated clean

## run: start on 127.0.0.1:8080 with the data in ./data; PHONE=1 listens on the LAN and prints a QR code
run: build
	@exec $(BIN) serve $(if $(PHONE),--phone)

build: $(BIN)

$(BIN): $(GO_FILES) $(GO_DATA) go.mod go.sum frontend/dist/.built
	go build -ldflags '$(LDFLAGS)' -o $@ ./cmd/quittance

frontend: frontend/dist/.built

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/.built: frontend/node_modules/.installed $(WEB_SRC)
	cd frontend && npm run --silent build
	@touch $@

## test: everything, with what it needs installed and started
test: build
	@scripts/test

## lint: the linters and, where its database can be reached, the known vulnerabilities
lint: $(TOOLS)/golangci-lint-2.12.2
	$< run ./...
	@scripts/vulnerabilities

$(TOOLS)/golangci-lint-2.12.2:
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.2
	@mv $(TOOLS)/golangci-lint $@

$(TOOLS)/sqlc-1.31.1:
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= CGO_ENABLED=1 go install github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1
	@mv $(TOOLS)/sqlc $@

## generate: Go from the queries
generate: $(TOOLS)/sqlc-1.31.1
	cd internal/db && $< generate

## check-generated: what is committed is what the queries give, and SQLite's own grammar accepts them
check-generated: $(TOOLS)/sqlc-1.31.1
	cd internal/db && $< diff && $< compile -f sqlc-sqlite.yaml

## bench: speed and memory as ratios against references run in the same minute
bench: build
	@scripts/bench

## soak: the crash trials and the fuzz targets, for as long as SOAK says (default 10m)
soak: build
	@SOAK=$(or $(SOAK),10m) scripts/soak

clean:
	rm -rf bin frontend/dist/* frontend/node_modules
