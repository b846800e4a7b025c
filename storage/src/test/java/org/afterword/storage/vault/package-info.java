/** Secrets from a key vault. */
@NullMarked
package org.afterword.storage.vault;

import org.jspecify.annotations.NullMarked;
