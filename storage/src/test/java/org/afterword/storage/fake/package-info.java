/** Stores in the heap, with a knob for each way to fail: what tests of other rooms stand on. */
@NullMarked
package org.afterword.storage.fake;

import org.jspecify.annotations.NullMarked;
