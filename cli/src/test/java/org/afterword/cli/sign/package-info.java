/** Tests of signing files. */
@NullMarked
package org.afterword.cli.sign;

import org.jspecify.annotations.NullMarked;
