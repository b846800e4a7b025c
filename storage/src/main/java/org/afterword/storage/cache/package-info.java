/** What keeps mail going when the store of tenants, signatures and people is slow or unavailable. */
@NullMarked
package org.afterword.storage.cache;

import org.jspecify.annotations.NullMarked;
