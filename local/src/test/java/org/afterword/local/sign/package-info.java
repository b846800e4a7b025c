/** Tests of signing files. */
@NullMarked
package org.afterword.local.sign;

import org.jspecify.annotations.NullMarked;
