package storagetest_test

import (
	"testing"

	"quittance/storage"
	"quittance/storage/storagetest"
)

func TestCatalogInMemory(t *testing.T) {
	storagetest.CatalogSuite(t, func(*testing.T) storage.Catalog { return storagetest.NewCatalog() })
}

func TestBucketInMemory(t *testing.T) {
	storagetest.BucketSuite(t, func(*testing.T) storage.Bucket { return storagetest.NewBucket() })
}
