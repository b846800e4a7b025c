/** Gateway and functions in one process, on the embedded stores. */
@NullMarked
package org.afterword.local.stamp;

import org.jspecify.annotations.NullMarked;
