/** Tests of what checks mail in bulk. */
@NullMarked
package org.afterword.cli.corpus;

import org.jspecify.annotations.NullMarked;
