/** Tests of the page. */
@NullMarked
package org.afterword.local.page;

import org.jspecify.annotations.NullMarked;
