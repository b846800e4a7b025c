/** Signs mail in files, without any server. */
@NullMarked
package org.afterword.cli.sign;

import org.jspecify.annotations.NullMarked;
