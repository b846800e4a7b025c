/** Gateway and functions in one process, on the embedded stores. */
@NullMarked
package org.afterword.cli.stamp;

import org.jspecify.annotations.NullMarked;
