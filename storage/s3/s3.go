// Package s3 is a storage.Bucket at an S3-compatible provider (Scaleway, OVHcloud, Outscale, MinIO, AWS).
//
// The operator provides a bucket used by this installation alone, and credentials that may do s3:PutObject,
// s3:GetObject, s3:DeleteObject and s3:ListBucket on it. Versioning and object lock should be off: a deleted part is
// unreadable anyway, its content key being destroyed first, but would be paid for. Each part is one PutObject of known
// length; nothing uses multipart uploads, so there are none to clean up.
//
// Optional checksums are switched off, because several providers refuse them; the payload's SHA-256 is signed instead.
// If-None-Match makes a key written once; a provider that does not know it is noticed, and then the randomness of the
// keys alone keeps them apart.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"quittance/storage"
)

const (
	connectTimeout = 10 * time.Second
	answerTimeout  = 60 * time.Second // until the first byte of an answer
	putTimeout     = 5 * time.Minute  // one value, with the driver's retries
	callTimeout    = 2 * time.Minute  // one small call, with the driver's retries
	stallTimeout   = 60 * time.Second // without a byte while reading a value
)

// Config says where the bucket is.
type Config struct {
	Bucket   string
	Endpoint string // for example https://s3.fr-par.scw.cloud; empty for AWS
	Region   string // for example fr-par
	// PathStyle puts the bucket in the path (MinIO, tests) instead of the host name.
	PathStyle bool
	AccessKey string
	SecretKey string
	// SessionToken is needed with temporary credentials only.
	SessionToken string
}

// Bucket implements storage.Bucket.
type Bucket struct {
	client        *s3.Client
	name          string
	unconditional atomic.Bool // the provider refuses If-None-Match
}

// Open makes a bucket. It makes no call: see Check.
func Open(c Config) (*Bucket, error) {
	if c.Bucket == "" || c.Region == "" || c.AccessKey == "" || c.SecretKey == "" {
		return nil, errors.New("an S3 bucket needs a name, a region, an access key and a secret key")
	}
	options := s3.Options{
		Region:       c.Region,
		UsePathStyle: c.PathStyle,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: c.AccessKey, SecretAccessKey: c.SecretKey, SessionToken: c.SessionToken}, nil
		}),
		HTTPClient:                 httpClient(),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	}
	if c.Endpoint != "" {
		options.BaseEndpoint = aws.String(c.Endpoint)
	}
	return &Bucket{client: s3.New(options), name: c.Bucket}, nil
}

// httpClient has no overall time-out, which would cut long downloads; each phase has its own.
func httpClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   connectTimeout,
			ResponseHeaderTimeout: answerTimeout,
			ExpectContinueTimeout: time.Second,
			IdleConnTimeout:       90 * time.Second,
			MaxIdleConnsPerHost:   64,
			ForceAttemptHTTP2:     true,
			DisableCompression:    true, // ciphertext, and ranges must stay ranges
			ReadBufferSize:        64 << 10,
			WriteBufferSize:       64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Put implements storage.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	if err := validKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("put value: %w", err)
	}
	start, err := holds(body, size)
	if err != nil {
		return fmt.Errorf("put value: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, putTimeout)
	defer cancel()
	conditional := !b.unconditional.Load()
	err = b.put(ctx, key, body, size, conditional)
	if conditional && isCode(err, "NotImplemented") {
		b.unconditional.Store(true)
		if _, err := body.Seek(start, io.SeekStart); err != nil {
			return fmt.Errorf("rewind value: %w", err)
		}
		err = b.put(ctx, key, body, size, false)
	}
	switch {
	case err == nil:
		return nil
	case isCode(err, "PreconditionFailed"):
		return fmt.Errorf("put value: %w", storage.ErrExists)
	case isCode(err, "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "StorageFull"):
		return fmt.Errorf("put value: %w: %w", storage.ErrNoSpace, err)
	}
	return fmt.Errorf("put value: %w", err)
}

func (b *Bucket) put(ctx context.Context, key string, body io.Reader, size int64, conditional bool) error {
	input := &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: body, ContentLength: &size,
		ContentType: aws.String("application/octet-stream"),
	}
	if conditional {
		input.IfNoneMatch = aws.String("*")
	}
	_, err := b.client.PutObject(ctx, input)
	return err
}

// holds checks the announced size before anything is sent, and returns where the body begins.
func holds(body io.Seeker, size int64) (int64, error) {
	start, err := body.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, fmt.Errorf("measure value: %w", err)
	}
	end, err := body.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, fmt.Errorf("measure value: %w", err)
	}
	if _, err := body.Seek(start, io.SeekStart); err != nil {
		return 0, fmt.Errorf("measure value: %w", err)
	}
	if end-start != size {
		return 0, fmt.Errorf("body has %d bytes instead of %d", end-start, size)
	}
	return start, nil
}

// Get implements storage.Bucket.
func (b *Bucket) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if err := validKey(key); err != nil {
		return nil, err
	}
	if offset < 0 || length <= 0 {
		return nil, fmt.Errorf("get value: %w", storage.ErrRange)
	}
	ctx, cancel := context.WithCancel(ctx)
	output, err := b.client.GetObject(ctx, &s3.GetObjectInput{
		Bucket: &b.name, Key: &key, Range: aws.String(fmt.Sprintf("bytes=%d-%d", offset, offset+length-1)),
	})
	if err != nil {
		cancel()
		return nil, readError(err)
	}
	if output.ContentLength != nil && *output.ContentLength != length {
		cancel()
		return nil, errors.Join(fmt.Errorf("get value: %w", storage.ErrRange), output.Body.Close())
	}
	return &stallReader{body: output.Body, cancel: cancel, left: length}, nil
}

func readError(err error) error {
	switch {
	case isCode(err, "NoSuchKey", "NotFound"):
		return fmt.Errorf("get value: %w", storage.ErrNotFound)
	case isCode(err, "InvalidRange"):
		return fmt.Errorf("get value: %w", storage.ErrRange)
	}
	return fmt.Errorf("get value: %w", err)
}

// stallReader gives up when no byte comes for stallTimeout, and takes a short answer for an error.
type stallReader struct {
	body   io.ReadCloser
	cancel context.CancelFunc
	left   int64
}

func (r *stallReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	timer := time.AfterFunc(stallTimeout, r.cancel)
	n, err := r.body.Read(p[:min(int64(len(p)), r.left)])
	timer.Stop()
	r.left -= int64(n)
	if errors.Is(err, io.EOF) {
		if r.left > 0 {
			return n, fmt.Errorf("read value: %d bytes missing: %w", r.left, errShort)
		}
		return n, io.EOF
	}
	if err != nil {
		return n, fmt.Errorf("read value: %w", err)
	}
	return n, nil
}

// errShort is not io.ErrUnexpectedEOF, which would pass for altered data: the connection broke.
var errShort = errors.New("answer ended early")

func (r *stallReader) Close() error {
	r.cancel()
	return r.body.Close()
}

// Delete implements storage.Bucket.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := validKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: &key})
	if err != nil && !isCode(err, "NoSuchKey", "NotFound") {
		return fmt.Errorf("delete value: %w", err)
	}
	return nil
}

// Walk implements storage.Bucket.
func (b *Bucket) Walk(ctx context.Context, prefix string, visit func(storage.BucketEntry) error) error {
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := b.nextPage(ctx, pages)
		if err != nil {
			return fmt.Errorf("walk bucket: %w", err)
		}
		for _, o := range page.Contents {
			entry := storage.BucketEntry{Key: aws.ToString(o.Key), Size: aws.ToInt64(o.Size), Modified: aws.ToTime(o.LastModified)}
			if !storage.ValidBucketKey(entry.Key) {
				continue // not written by us
			}
			if err := visit(entry); err != nil {
				return fmt.Errorf("walk bucket: %w", err)
			}
		}
	}
	return nil
}

func (b *Bucket) nextPage(ctx context.Context, pages *s3.ListObjectsV2Paginator) (*s3.ListObjectsV2Output, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return pages.NextPage(ctx)
}

// Check implements storage.Bucket.
func (b *Bucket) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if _, err := b.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &b.name}); err != nil {
		return fmt.Errorf("check bucket: %w", err)
	}
	return nil
}

func validKey(key string) error {
	if !storage.ValidBucketKey(key) {
		return fmt.Errorf("invalid bucket key of %d characters", len(key))
	}
	return nil
}

func isCode(err error, codes ...string) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	for _, c := range codes {
		if api.ErrorCode() == c {
			return true
		}
	}
	return false
}
