/** What stands in for Azure in tests: Azurite for Blob and Queue, and a small server for Cosmos, both on Node. */
@NullMarked
package org.afterword.storage.standin;

import org.jspecify.annotations.NullMarked;
