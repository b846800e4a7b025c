/** Secrets from a key vault. */
@NullMarked
package org.afterword.process.vault;

import org.jspecify.annotations.NullMarked;
