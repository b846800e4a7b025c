/** What gives way to the signature, and the block in which it stands. */
@NullMarked
package org.afterword.engine.place.signature;

import org.jspecify.annotations.NullMarked;
