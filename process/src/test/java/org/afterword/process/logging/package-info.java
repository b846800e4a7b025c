/** Tests of the log. */
@NullMarked
package org.afterword.process.logging;

import org.jspecify.annotations.NullMarked;
