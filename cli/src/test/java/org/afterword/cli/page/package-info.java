/** Tests of the page. */
@NullMarked
package org.afterword.cli.page;

import org.jspecify.annotations.NullMarked;
